import type { Writable } from "node:stream";
import { toJsonString } from "@bufbuild/protobuf";
import { RejectSchema } from "../../generated/protograph/v1/reject_pb.js";
import type { ErrorSink } from "./error-sink.js";

/**
 * A sink that writes each record as a line of protobuf JSON.
 *
 * @param stream the program's error stream unless another is given.
 */
export function stderrSink(stream: Writable = process.stderr): ErrorSink {
  return {
    name: "stderr",
    take: (reject) =>
      new Promise((resolve, refuse) => {
        stream.write(`${toJsonString(RejectSchema, reject)}\n`, (error) => {
          if (!error) {
            resolve();
            return;
          }
          // It is emitted after this; without a listener, a reader that has gone away would end the program.
          if (stream.listenerCount("error") === 0) stream.once("error", () => undefined);
          refuse(error);
        });
      }),
  };
}
