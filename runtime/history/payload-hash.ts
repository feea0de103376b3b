import { create } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { messageHash } from "../canonical/hash.js";

const payloadSchemas = new Map(
  RunEventSchema.oneofs.flatMap(({ fields }) => fields).map((field) => [field.localName, field.message]),
);

/**
 * Hashes what an event says, apart from who says it and when: a duplicate must say the same. What a later version of the
 * contract has put beside the payload is part of it.
 */
export function payloadHash({ payload, $unknown }: RunEvent): Uint8Array {
  const schema = payloadSchemas.get(payload.case ?? "");
  if (schema !== undefined && payload.value !== undefined && $unknown === undefined) {
    return messageHash(schema, payload.value);
  }
  const bare = create(RunEventSchema);
  bare.payload = payload;
  if ($unknown !== undefined) bare.$unknown = $unknown;
  return messageHash(RunEventSchema, bare);
}
