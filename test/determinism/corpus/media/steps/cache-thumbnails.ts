import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";

const rendered = new Map<string, string>();

export class CacheThumbnails {
  static count = 0;
  private readonly seen: string[] = [];

  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const url = rendered.get(clip.id) ?? `https://cdn.example/${clip.id}.jpg`;
    rendered.set(clip.id, url);
    CacheThumbnails.count++;
    this.seen.push(clip.id);
    return create(ThumbnailSchema, { clipId: clip.id, url, width: this.seen.length });
  }
}
