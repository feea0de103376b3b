import { create } from "@bufbuild/protobuf";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";
import { ThumbnailStep } from "../lib/base-step.js";

export class DrawThumbnail extends ThumbnailStep {
  protected override draw(clip: Clip, width: number): Thumbnail {
    const frame = clip.frames[Math.floor(Math.random() * clip.frames.length)];
    return create(ThumbnailSchema, { clipId: clip.id, url: frame ?? "", width });
  }
}
