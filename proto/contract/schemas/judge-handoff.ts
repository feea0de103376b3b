import type { DescField, DescMessage } from "@bufbuild/protobuf";
import type { Meeting, Weight } from "./rule.js";
import { extensionRule, rules } from "./rules.js";
import { type Shape, shapeOf, type Slot } from "./shape.js";

/** A difference between what is written and what reads it. */
export interface HandoffFinding {
  /** The rule that found it, as the table of rules names it. */
  readonly rule: string;
  /** From the message down to the field, by number; the entries of a map have their key at 1 and their value at 2. */
  readonly path: readonly number[];
  /** The same way by name: the consumer's names, or the producer's of what the consumer has no field for. */
  readonly names: readonly string[];
  /** What differs, as a sentence. */
  readonly message: string;
  /** The field that is written; the map, of a key or value. */
  readonly producer?: DescField;
  /** The field that reads it; the map, of a key or value. */
  readonly consumer?: DescField;
}

/** Whether what one message says can be read as another. */
export interface HandoffVerdict {
  readonly verdict: "identical" | "compatible" | "incompatible";
  /** What the consumer does not see, though it may read the message. */
  readonly losses: readonly HandoffFinding[];
  /** Why it may not; empty unless the verdict is `incompatible`. */
  readonly reasons: readonly HandoffFinding[];
}

/**
 * Decides whether bytes of one message can be read as another, from their descriptors alone.
 *
 * - `identical`: the same fields, of the same types, whatever the messages are called
 * - `compatible`: every value that the producer can write decodes without error, and every field that the consumer
 *   declares gets exactly that value, or its default where the producer has no such field
 * - `incompatible`: anything else
 *
 * Messages in messages are compared as well, each pair once, also where they contain themselves; a finding stands at the
 * shortest way to it.
 *
 * @example
 * const { verdict, reasons } = judgeHandoff(OrderReadySchema, DeliveryRequestSchema);
 * for (const { path, message } of reasons) console.log(path.join("."), message);
 */
export function judgeHandoff(producer: DescMessage, consumer: DescMessage): HandoffVerdict {
  const { alike: _, ...verdict } = judge(producer, consumer, undefined);
  return verdict;
}

/**
 * Decides whether bytes of one version of a message can be read as another version: as {@link judgeHandoff}, but for
 * names, which may change.
 *
 * @param old which of the two is the older one, to be called so.
 */
export function judgeVersions(written: DescMessage, read: DescMessage, old: "written" | "read"): Judgement {
  return judge(written, read, old);
}

/** A verdict, and what makes it less than `identical` where nothing is lost. */
export interface Judgement extends HandoffVerdict {
  readonly alike: readonly HandoffFinding[];
}

interface Pair {
  readonly from: Shape;
  readonly into: Shape;
  readonly path: readonly number[];
  readonly names: readonly string[];
}

type Old = "written" | "read" | undefined;

function judge(producer: DescMessage, consumer: DescMessage, old: Old): Judgement {
  const found: Record<Weight, HandoffFinding[]> = { alike: [], loss: [], incompatible: [] };
  const pairs = new Pairs();
  pairs.add({ from: shapeOf(producer), into: shapeOf(consumer), path: [], names: [] });
  // Pairs are added while they are walked, the nearest first: the walk ends when nothing new is reached.
  for (const pair of pairs.all) {
    const extended = extensionLoss(pair);
    if (extended) found[extensionRule.weight].push(extended);
    const named = {
      ...pair,
      from: old === "written" ? aged(pair.from) : pair.from,
      into: old === "read" ? aged(pair.into) : pair.into,
    };
    for (const number of numbersOf(pair)) meet(named, number, old === undefined, found, pairs);
  }
  const { alike, loss: losses, incompatible: reasons } = found;
  const differs = losses.length + alike.length > 0;
  return {
    verdict: reasons.length > 0 ? "incompatible" : differs ? "compatible" : "identical",
    losses,
    reasons,
    alike,
  };
}

function meet(
  { from, into, path, names }: Pair,
  number: number,
  namesMatter: boolean,
  found: Readonly<Record<Weight, HandoffFinding[]>>,
  pairs: Pairs,
): void {
  const meeting: Meeting = {
    from,
    into,
    producer: from.slots.get(number),
    consumer: into.slots.get(number),
    namesMatter,
  };
  const { producer, consumer } = meeting;
  const way = { path: [...path, number], names: [...names, (consumer ?? producer)?.name ?? ""] };
  for (const { id, weight, find } of rules) {
    const message = find(meeting);
    if (message === undefined) continue;
    const fields = {
      ...(producer && { producer: producer.field }),
      ...(consumer && { consumer: consumer.field }),
    };
    found[weight].push({ rule: id, ...way, message, ...fields });
  }
  const inner = producer && consumer && innerPair(producer, consumer);
  if (inner) pairs.add({ ...inner, ...way });
}

function aged(shape: Shape): Shape {
  return { ...shape, name: `the old ${shape.name}` };
}

/** The messages that two fields hold, where one can be read as the other at all. */
function innerPair(producer: Slot, consumer: Slot): Pick<Pair, "from" | "into"> | undefined {
  const { type: from } = producer;
  const { type: into } = consumer;
  if (from.kind !== "message" || into.kind !== "message" || from.delimited !== into.delimited) return undefined;
  if (consumer.cardinality === "map" && producer.cardinality !== "map") return undefined;
  return { from: from.shape(), into: into.shape() };
}

function numbersOf({ from, into }: Pair): readonly number[] {
  return [...new Set([...from.slots.keys(), ...into.slots.keys()])].sort((a, b) => a - b);
}

function extensionLoss({ from, into, path, names }: Pair): HandoffFinding | undefined {
  if (from.extensions.length === 0 || (from.name === into.name && into.extensions.length > 0)) return undefined;
  const message = `extensions of ${from.name} are unknown fields of ${into.name}`;
  return { rule: extensionRule.id, path, names, message };
}

/** The pairs of messages that were met, each once; a message meets itself without a difference. */
class Pairs {
  readonly all: Pair[] = [];
  private readonly met = new Map<Shape, Set<Shape>>();

  add(pair: Pair): void {
    const met = this.met.get(pair.from) ?? new Set();
    if (pair.from === pair.into || met.has(pair.into)) return;
    this.met.set(pair.from, met.add(pair.into));
    this.all.push(pair);
  }
}
