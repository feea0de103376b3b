import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Transcript, TranscriptSchema } from "../../../generated/media/v1/media_pb.js";
import { stamp } from "../lib/titles.js";

export class StampLines {
  private readonly render = (text: string): string => this.decorate(text);

  compute(_ctx: StepContext, clip: Clip): Transcript {
    const text = this.render(clip.title);
    return create(TranscriptSchema, { clipId: clip.id, segments: [{ text }] });
  }

  private decorate(text: string): string {
    return `» ${stamp(text)}`;
  }
}
