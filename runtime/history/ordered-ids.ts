import { randomFillSync } from "node:crypto";

/** Chance for many ids: to draw ten bytes takes nearly as long as to draw a thousand. */
const drawn = Buffer.alloc(4_000);
let used = drawn.length;

/**
 * Makes UUIDs of version 7: ids made later sort later. Where time stands still, or goes back, they count on from a place
 * that chance has given, the second method of RFC 9562, section 6.2.
 */
export class OrderedIds {
  private ms = -1;
  /** All but the last four digits. */
  private prefix = "";
  /** What the last four digits are next. */
  private next = 0;

  /** @param chance gives ten random bytes; another one only where ids are to be foretold. */
  constructor(private readonly chance: () => Buffer = drawTen) {}

  /** @param nowMs milliseconds since the epoch. */
  at(nowMs: number): string {
    if (nowMs >= this.ms + 1) this.begin(Math.trunc(nowMs));
    else if (this.next === 2 ** 16) this.begin(this.ms + 1);
    const last = this.next++;
    return this.prefix + (twoDigits[last >> 8] ?? "") + (twoDigits[last & 0xff] ?? "");
  }

  private begin(ms: number): void {
    const bytes = Buffer.alloc(16);
    bytes.writeUIntBE(ms, 0, 6);
    this.chance().copy(bytes, 6);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    this.ms = ms;
    this.prefix = uuidText(bytes).slice(0, 32);
    // Most milliseconds have fewer events than the half that this leaves; what does not fit is of the next one.
    this.next = bytes.readUInt16BE(14) % 2 ** 15;
  }
}

const twoDigits = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));

function drawTen(): Buffer {
  if (used + 10 > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += 10;
  return drawn.subarray(used - 10, used);
}

/** A UUID as people write it. */
export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const dashes = new Set([8, 13, 18, 23]);

/** The value of each hexadecimal digit, by its character code. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 255 : value;
});

/**
 * Writes the sixteen bytes of a UUID.
 *
 * @throws RangeError where the text is none.
 */
export function writeUuid(text: string, into: Buffer, at: number): void {
  let valid = text.length === 36;
  let to = at;
  for (let from = 0; valid && from < 36; from += 2) {
    if (dashes.has(from)) valid = text[from++] === "-";
    const high = digits[text.charCodeAt(from)] ?? 255;
    const low = digits[text.charCodeAt(from + 1)] ?? 255;
    valid &&= high < 16 && low < 16;
    into[to++] = high * 16 + low;
  }
  if (!valid) throw new RangeError(`${JSON.stringify(text)} is no UUID`);
}
