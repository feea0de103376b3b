import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";

export interface Renderer {
  render(id: string, options: { setTimeout: number; signal: AbortSignal }): Promise<string>;
}

export class PollByRun {
  constructor(private readonly renderer: Renderer) {}

  async compute(ctx: StepContext, clip: Clip): Promise<Thumbnail> {
    const stop = new AbortController();
    const signal = AbortSignal.any([ctx.signal, stop.signal]);
    for (let tries = 0; tries < 3; tries += 1) {
      const url = await this.renderer.render(clip.id, { setTimeout: 5, signal });
      if (url !== "") return create(ThumbnailSchema, { clipId: clip.id, url });
      await ctx.sleep("500ms");
    }
    throw new Error(`no thumbnail of ${clip.id}`);
  }
}
