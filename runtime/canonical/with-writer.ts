import { ByteWriter } from "./byte-writer.js";

/** A writer that was larger than this is not kept for the next message. */
const keptBytes = 2 ** 20;

let spare: ByteWriter | undefined;

/** Lends a writer that is empty, for as long as `use` takes. */
export function withWriter<T>(use: (writer: ByteWriter) => T): T {
  // Taken, not borrowed: a getter of a message may write another one.
  const writer = spare ?? new ByteWriter();
  spare = undefined;
  writer.clear();
  const result = use(writer);
  if (writer.capacity <= keptBytes) spare = writer;
  return result;
}
