import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { writeCanonical } from "./canonical-message.js";
import { withWriter } from "./with-writer.js";

/**
 * The bytes of a message in canonical form, which any program reads as it does those of `toBinary`; to make them takes a
 * fraction of the time.
 */
export function canonicalBytes<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Uint8Array {
  return withWriter((writer) => {
    writeCanonical(writer, schema, message);
    return Buffer.from(writer.view());
  });
}
