import { ScalarType } from "@bufbuild/protobuf";

/** How the keys of a map are ordered, and what they are: a JavaScript object only has texts. */
interface MapKeys {
  readonly read: (key: string) => unknown;
  readonly sort: (keys: string[]) => string[];
}

const surrogate = /[\ud800-\udfff]/;

/** Numbers by value, `false` before `true`, texts by their UTF-8 bytes: orders that every language has. */
export function sortKeys(type: ScalarType): MapKeys {
  switch (type) {
    case ScalarType.STRING:
      return { read: (key) => key, sort: sortTexts };
    case ScalarType.BOOL:
      return { read: (key) => key === "true", sort: (keys) => keys.sort() };
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { read: BigInt, sort: (keys) => keys.sort((a, b) => sign(BigInt(a) - BigInt(b))) };
    default:
      return { read: Number, sort: (keys) => keys.sort((a, b) => Number(a) - Number(b)) };
  }
}

/** Without surrogates, the order of UTF-16 is that of UTF-8. */
function sortTexts(keys: string[]): string[] {
  if (keys.length < 2) return keys;
  if (!keys.some((key) => surrogate.test(key))) return keys.sort();
  const bytes = new Map(keys.map((key) => [key, Buffer.from(key)]));
  return keys.sort((a, b) => Buffer.compare(bytes.get(a) ?? Buffer.alloc(0), bytes.get(b) ?? Buffer.alloc(0)));
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
