import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";

export class WeighFrames {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const Ref = WeakRef;
    const refs = clip.frames.map((url) => new Ref({ url }));
    const width = refs.length;
    return create(ThumbnailSchema, { clipId: clip.id, width });
  }
}
