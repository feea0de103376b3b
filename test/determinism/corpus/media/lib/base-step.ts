import type { StepContext } from "protograph";
import type { Clip, Thumbnail } from "../../../generated/media/v1/media_pb.js";

export abstract class ThumbnailStep {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    return this.draw(clip, this.width(clip));
  }

  protected width(clip: Clip): number {
    return Math.max(160, clip.frames.length);
  }

  protected abstract draw(clip: Clip, width: number): Thumbnail;
}
