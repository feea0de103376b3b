import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Transcript, TranscriptSchema } from "../../../generated/media/v1/media_pb.js";
import { Timecode } from "../lib/timecode.js";

export class CaptionClip {
  compute(_ctx: StepContext, clip: Clip): Transcript {
    const end = new Timecode(clip.durationMs);
    const text = `${clip.title} ends at ${end}`;
    return create(TranscriptSchema, { clipId: clip.id, segments: [{ text }] });
  }
}
