import { createHash } from "node:crypto";
import { type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { messageHash } from "./hash.js";

/** For the bench: hashes a message over and over. */
export function hashRepeatedly(schema: DescMessage, message: Message, times: number): void {
  for (let time = 0; time < times; time++) messageHash(schema, message);
}

/** For the bench: what hashing costs where bytes need not be canonical. */
export function hashPlainly(schema: DescMessage, message: Message, times: number): void {
  for (let time = 0; time < times; time++) createHash("sha256").update(toBinary(schema, message)).digest();
}
