import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";

const released: FinalizationRegistry<string> = new FinalizationRegistry(() => undefined);

export class ReleaseFrames {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const frames = clip.frames.map((url) => ({ url }));
    for (const frame of frames) released.register(frame, frame.url);
    return create(ThumbnailSchema, { clipId: clip.id, width: frames.length });
  }
}
