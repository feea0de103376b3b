import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Clip, type Thumbnail, ThumbnailSchema } from "../../../generated/media/v1/media_pb.js";
import { promisify } from "node:util";

const wait = promisify(setTimeout);

export class PollRender {
  async compute(_ctx: StepContext, clip: Clip): Promise<Thumbnail> {
    await wait(50);
    await new Promise((resolve) => setImmediate(resolve));
    const timer = setInterval(() => clip.title, 1000);
    timer.unref();
    return create(ThumbnailSchema, { clipId: clip.id });
  }
}
