const smallestBytes = 4_096;

/** Texts up to this length are written character by character, which is faster than a call out of JavaScript. */
const shortText = 48;

const scratch = new DataView(new ArrayBuffer(8));

/** Writes the wire format of protobuf into one buffer that grows. */
export class ByteWriter {
  private buffer: Buffer;
  private end = 0;

  constructor(capacity = smallestBytes) {
    this.buffer = Buffer.allocUnsafe(capacity);
  }

  /** How many bytes are written. */
  get length(): number {
    return this.end;
  }

  /** How many bytes it holds without growing. */
  get capacity(): number {
    return this.buffer.length;
  }

  /** What is written: a view, which writing more or {@link clear} makes invalid. */
  view(): Buffer {
    return this.buffer.subarray(0, this.end);
  }

  clear(): void {
    this.end = 0;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.end++] = value;
  }

  /** @param value a whole number from 0 to 2³² - 1. */
  varint(value: number): void {
    this.reserve(5);
    let left = value;
    while (left > 0x7f) {
      this.buffer[this.end++] = (left & 0x7f) | 0x80;
      left >>>= 7;
    }
    this.buffer[this.end++] = left;
  }

  /** Two's complement of 64 bits, as protobuf writes negative numbers. */
  signedVarint(value: number): void {
    if (value >= 0) this.varint(value);
    else this.halves(value | 0, -1);
  }

  /** @param value from -2⁶³ to 2⁶⁴ - 1. */
  longVarint(value: bigint): void {
    scratch.setBigInt64(0, value, true);
    this.halves(scratch.getInt32(0, true), scratch.getInt32(4, true));
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.end = this.buffer.writeInt32LE(value | 0, this.end);
  }

  fixed64(value: bigint): void {
    scratch.setBigInt64(0, value, true);
    this.words(scratch.getInt32(0, true), scratch.getInt32(4, true));
  }

  /** There are many NaNs; all are written as one. */
  float(value: number): void {
    scratch.setFloat32(0, value, true);
    this.fixed32(Number.isNaN(value) ? 0x7fc00000 : scratch.getInt32(0, true));
  }

  /** There are many NaNs; all are written as one. */
  double(value: number): void {
    scratch.setFloat64(0, value, true);
    if (Number.isNaN(value)) this.words(0, 0x7ff80000);
    else this.words(scratch.getInt32(0, true), scratch.getInt32(4, true));
  }

  /** The length in bytes, and the text in UTF-8; halves of surrogate pairs become U+FFFD. */
  text(value: string): void {
    const { length } = value;
    this.reserve(5 + length * 3);
    if (length <= shortText && this.ascii(value)) return;
    const start = this.open();
    this.end += this.buffer.write(value, this.end, "utf8");
    this.close(start);
  }

  /** The length, and the bytes. */
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.end);
    this.end += value.length;
  }

  /** Begins what stands behind its length; {@link close} takes what this returns. */
  open(): number {
    this.reserve(1);
    return this.end++;
  }

  close(start: number): void {
    const size = this.end - start - 1;
    if (size <= 0x7f) {
      this.buffer[start] = size;
      return;
    }
    const more = varintBytes(size) - 1;
    this.reserve(more);
    this.buffer.copyWithin(start + 1 + more, start + 1, this.end);
    this.end = start;
    this.varint(size);
    this.end += size;
  }

  private ascii(value: string): boolean {
    let at = this.end + 1;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      this.buffer[at++] = code;
    }
    this.buffer[this.end] = value.length;
    this.end = at;
    return true;
  }

  private halves(low: number, high: number): void {
    this.reserve(10);
    let lo = low >>> 0;
    let hi = high >>> 0;
    while (hi > 0 || lo > 0x7f) {
      this.buffer[this.end++] = (lo & 0x7f) | 0x80;
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    this.buffer[this.end++] = lo;
  }

  private words(low: number, high: number): void {
    this.fixed32(low);
    this.fixed32(high);
  }

  private reserve(more: number): void {
    const needed = this.end + more;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.end));
    this.buffer = larger;
  }
}

function varintBytes(value: number): number {
  return value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : 5;
}
