import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Playlist, PlaylistSchema } from "../../../generated/media/v1/media_pb.js";
import { stamp } from "../lib/titles.js";

const bound = stamp.bind({ zone: "CET" });

export class StampTitles {
  compute(_ctx: StepContext, clips: readonly Clip[]): Playlist {
    const title = clips.map(({ title }) => bound(title)).join();
    return create(PlaylistSchema, { id: clips[0]?.id ?? "", title });
  }
}
