import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Playlist, PlaylistSchema } from "../../../generated/media/v1/media_pb.js";
import { shuffle } from "../lib/shuffle.js";

export class ShufflePlaylist {
  compute(_ctx: StepContext, playlist: Playlist): Playlist {
    return create(PlaylistSchema, { id: playlist.id, clipIds: shuffle(playlist.clipIds) });
  }
}
