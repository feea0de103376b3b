import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";

const widths: ReadonlyMap<string, number> = new Map([
  ["small", 160],
  ["large", 1280],
]);
const sizes = Object.freeze(["small", "large"]);

export class AnnotateFrames {
  private readonly base = "https://cdn.example";

  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const notes = new WeakMap<object, string>();
    const frames = clip.frames.map((url) => ({ url }));
    for (const frame of frames) notes.set(frame, `${this.base}/${frame.url}`);
    const [first] = frames;
    const width = Math.max(...sizes.map((size) => widths.get(size) ?? 0));
    return create(ThumbnailSchema, { clipId: clip.id, url: (first && notes.get(first)) ?? "", width });
  }
}
