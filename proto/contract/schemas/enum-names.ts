import type { DescEnum } from "@bufbuild/protobuf";
import type { Slot } from "./shape.js";

/** The names of an enum's numbers, without the prefix that they share with the enum: twins have different ones. */
function namesByNumber({ values }: DescEnum): ReadonlyMap<number, ReadonlySet<string>> {
  const names = new Map<number, Set<string>>();
  for (const { number, localName } of values) names.set(number, (names.get(number) ?? new Set()).add(localName));
  return names;
}

/** The enums of two fields that both have one. */
export function enumsOf(producer: Slot, consumer: Slot): readonly [DescEnum, DescEnum] | undefined {
  return producer.type.kind === "enum" && consumer.type.kind === "enum"
    ? [producer.type.enum, consumer.type.enum]
    : undefined;
}

/** A name that stands for one number in one enum and for another in the other: `RED is 1 in a.Color and 2 in b.Color`. */
export function renumberedValue(from: DescEnum, into: DescEnum): string | undefined {
  const theirs = namesByNumber(into);
  for (const { number, localName } of from.values) {
    if (theirs.get(number)?.has(localName)) continue;
    const other = into.values.find((each) => each.localName === localName);
    if (other) return `${localName} is ${number} in ${from.typeName} and ${other.number} in ${into.typeName}`;
  }
  return undefined;
}

/** A number that the two enums have no common name for. */
export function renamedValue(from: DescEnum, into: DescEnum): string | undefined {
  const theirs = namesByNumber(into);
  for (const [number, names] of namesByNumber(from)) {
    const others = theirs.get(number);
    if (!others || [...names].some((name) => others.has(name))) continue;
    return `${number} is ${[...names].join(", ")} in ${from.typeName} and ${[...others].join(", ")} in ${into.typeName}`;
  }
  return undefined;
}

/** The names of numbers that the other enum has no name for. */
export function unknownNames(from: DescEnum, into: DescEnum): readonly string[] {
  const known = new Set(into.values.map(({ number }) => number));
  return from.values.filter(({ number }) => !known.has(number)).map(({ localName }) => localName);
}

/** Whether the two have the same numbers with the same names, and take the same numbers besides. */
export function isSameEnum(a: DescEnum, b: DescEnum): boolean {
  const text = (type: DescEnum) =>
    [...namesByNumber(type)]
      .map(([number, names]) => `${number} ${[...names].sort().join(" ")}`)
      .sort()
      .join("\n");
  return a === b || (a.open === b.open && text(a) === text(b));
}
