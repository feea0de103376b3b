import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";
import { Encoder } from "../lib/encoder.js";

export class ListCodecs {
  compute(_ctx: StepContext, clip: Clip): Thumbnail {
    const url = Encoder.codecs.map((codec) => `${clip.id}.${codec}`).join();
    return create(ThumbnailSchema, { clipId: clip.id, url });
  }
}
