/**
 * Writes a UUID of version 7: ids made later sort later, to the millisecond.
 *
 * @param nowMs milliseconds since the epoch.
 * @param chance at least ten random bytes.
 */
export function uuidV7(nowMs: number, chance: Uint8Array): string {
  bytes.writeUIntBE(Math.max(0, Math.trunc(nowMs)), 0, 6);
  for (let at = 0; at < 10; at++) bytes[6 + at] = chance[at] ?? 0;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The bytes of the id that is being made. */
const bytes = Buffer.alloc(16);
