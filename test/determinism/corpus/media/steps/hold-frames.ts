import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";

export class HoldFrames {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const frames = clip.frames.map((url) => ({ url }));
    const held = frames.map((frame) => new WeakRef(frame).deref()?.url ?? "gone");
    return create(ThumbnailSchema, { clipId: clip.id, url: held.join("|") });
  }
}
