import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Playlist, PlaylistSchema } from "../../../generated/media/v1/media_pb.js";
import { stamp } from "../lib/titles.js";

export class StampTitle {
  compute(_ctx: StepContext, clip: Clip): Playlist {
    const title = stamp.call({ zone: "CET" }, clip.title);
    return create(PlaylistSchema, { id: clip.id, title });
  }
}
