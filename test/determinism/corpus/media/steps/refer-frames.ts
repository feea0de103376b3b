import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";

class WeakRef<T> {
  constructor(private readonly value: T) {}
  deref(): T {
    return this.value;
  }
}

export class ReferFrames {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const urls = clip.frames.map((frame) => new WeakRef(frame)).map((ref) => ref.deref());
    return create(ThumbnailSchema, { clipId: clip.id, url: urls.join() });
  }
}
