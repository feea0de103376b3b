import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";
import { FrameCache } from "../lib/frame-cache.js";

export class KeepFrames {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const cache = new FrameCache();
    const width = cache.keep({ url: clip.title });
    return create(ThumbnailSchema, { clipId: clip.id, width, url: FrameCache.urlOf({ url: clip.title }) });
  }
}
