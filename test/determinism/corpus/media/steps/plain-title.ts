import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Transcript, TranscriptSchema } from "../../../generated/media/v1/media_pb.js";
import { plain } from "../lib/markup.js";

export class PlainTitle {
  compute(_ctx: StepContext, clip: Clip): Transcript {
    return create(TranscriptSchema, { clipId: clip.id, segments: [{ text: plain`${clip.title}: ${clip.id}` }] });
  }
}
