import { create } from "@bufbuild/protobuf";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";
import { ThumbnailStep } from "../lib/base-step.js";

export class DrawFirstFrame extends ThumbnailStep {
  protected override draw(clip: Clip, width: number): Thumbnail {
    return create(ThumbnailSchema, { clipId: clip.id, url: clip.frames[0] ?? "", width });
  }
}
