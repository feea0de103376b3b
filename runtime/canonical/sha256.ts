import { hash } from "node:crypto";

/**
 * SHA-256 of some bytes. Node makes a buffer of its own memory for each hash that it is asked for as one, which takes twice
 * as long as the hash of a few bytes; of a text, its bytes come from the memory that small buffers share.
 */
export function sha256(bytes: Uint8Array | string): Buffer {
  return Buffer.from(hash("sha256", bytes, "binary"), "latin1");
}
