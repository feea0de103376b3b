import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Playlist, PlaylistSchema } from "../../../generated/media/v1/media_pb.js";
import { Caption } from "../lib/titles.js";

export class ListCaptions {
  compute(_ctx: StepContext, clips: readonly Clip[]): Playlist {
    const captions = clips.map((clip) => new Caption(clip.title));
    return create(PlaylistSchema, { id: String(captions[0]), title: captions.join(" + ") });
  }
}
