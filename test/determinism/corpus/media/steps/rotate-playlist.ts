import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Playlist, PlaylistSchema } from "../../../generated/media/v1/media_pb.js";
import { rotate } from "../lib/shuffle.js";

export class RotatePlaylist {
  compute(_ctx: StepContext, playlist: Playlist): Playlist {
    return create(PlaylistSchema, { id: playlist.id, clipIds: rotate(playlist.clipIds, 1) });
  }
}
