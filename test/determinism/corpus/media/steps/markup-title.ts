import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Transcript, TranscriptSchema } from "../../../generated/media/v1/media_pb.js";
import { markup } from "../lib/markup.js";

export class MarkupTitle {
  compute(_ctx: StepContext, clip: Clip): Transcript {
    const text = markup`<b>${clip.title}</b>`;
    return create(TranscriptSchema, { clipId: clip.id, segments: [{ text }] });
  }
}
