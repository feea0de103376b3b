import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";
import { FrameCache } from "../lib/frame-cache.js";

export class TrimFrames {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const seen = new WeakSet<object>();
    const frames = clip.frames.map((url) => ({ url }));
    const urls = frames.flatMap((frame) => {
      if (seen.has(frame)) return [];
      seen.add(frame);
      return [FrameCache.urlOf(frame)];
    });
    return create(ThumbnailSchema, { clipId: clip.id, url: urls.join() });
  }
}
