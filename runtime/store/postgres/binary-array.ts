/** The types of elements, by their object ids, which are the same on every server. */
const oids = { bytea: 17, int8: 20, int4: 23, text: 25 } as const;

/*
 * Arrays in Postgres's binary form. As text they would be escaped here and parsed there, and bytes would take twice the
 * room; a flush is mostly arrays.
 */

export function textArray(items: readonly (string | null)[]): Buffer {
  return array(
    oids.text,
    items,
    (item) => Buffer.byteLength(item),
    (item, out, at) => out.write(item, at),
  );
}

export function byteaArray(items: readonly (Uint8Array | null)[]): Buffer {
  return array(
    oids.bytea,
    items,
    (item) => item.length,
    (item, out, at) => out.set(item, at),
  );
}

export function int8Array(items: readonly (number | null)[]): Buffer {
  return array(
    oids.int8,
    items,
    () => 8,
    (item, out, at) => out.writeBigInt64BE(BigInt(item), at),
  );
}

export function int4Array(items: readonly (number | null)[]): Buffer {
  return array(
    oids.int4,
    items,
    () => 4,
    (item, out, at) => out.writeInt32BE(item, at),
  );
}

function array<T>(
  oid: number,
  items: readonly (T | null)[],
  lengthOf: (item: T) => number,
  write: (item: T, out: Buffer, at: number) => void,
): Buffer {
  const lengths = items.map((item) => (item === null ? -1 : lengthOf(item)));
  const out = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), 20));
  out.writeInt32BE(1, 0); // dimensions
  out.writeInt32BE(lengths.includes(-1) ? 1 : 0, 4); // whether there are nulls
  out.writeInt32BE(oid, 8);
  out.writeInt32BE(items.length, 12);
  out.writeInt32BE(1, 16); // first index
  let at = 20;
  items.forEach((item, index) => {
    const length = lengths[index] ?? -1;
    at = out.writeInt32BE(length, at);
    if (item === null) return;
    write(item, out, at);
    at += length;
  });
  return out;
}
