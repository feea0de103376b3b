import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { hashOf, packValue, type Part, unpackValue } from "./packed-value.js";

const mebibyte = 1024 * 1024;

it("a large value has never more than one part of it in memory while it is written, and four while it is read", async () => {
  const value = randomBytes(50_000_000);
  const stored: Part[] = [];
  let writing = 0;
  const packed = await packValue(value, async (part) => {
    writing += part.bytes.length;
    expect(writing).toBeLessThanOrEqual(mebibyte + 1);
    await new Promise((resolve) => setImmediate(resolve));
    stored.push(part);
    writing -= part.bytes.length;
  });
  expect(packed.length).toBeLessThan(100);
  expect(stored.map(({ number }) => number)).toEqual(Array.from({ length: 48 }, (_, number) => number));

  let reading = 0;
  const read = await unpackValue(packed, hashOf(value), "a value", async (upload, from, to) => {
    reading++;
    expect([reading, to - from <= 4, upload.replaceAll("-", "")]).toEqual([
      1,
      true,
      stored[0]?.upload.replaceAll("-", ""),
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    reading--;
    return stored.slice(from, to).map(({ bytes }) => bytes);
  });
  expect(Buffer.compare(read, value)).toBe(0);
});
