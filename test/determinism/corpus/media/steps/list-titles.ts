import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Playlist, PlaylistSchema } from "../../../generated/media/v1/media_pb.js";
import { Title } from "../lib/titles.js";

export class ListTitles {
  compute(_ctx: StepContext, clips: readonly Clip[]): Playlist {
    const titles = clips.map((clip) => new Title(clip.title));
    const size = titles.reduce((sum, title) => sum + +title, 0);
    return create(PlaylistSchema, { id: String(size), title: titles[0]?.toString() ?? "" });
  }
}
