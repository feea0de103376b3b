import type { Message } from "@bufbuild/protobuf";
import { messageOn, type Way } from "./flow-program.js";
import type { Publication } from "./handoff-ledger.js";
import { framed } from "./key.js";
import type { Arrival, Stage, StageResult } from "./stage.js";
import type { UnhappyOutcome } from "./unhappy.js";

/** What a way takes of a result: the output, the case of a decision, or what an exception has become. */
export function messageFor(way: Way, { outputs, unhappy }: StageResult): Message | undefined {
  if (unhappy === undefined) return way.output < 0 ? undefined : messageOn(way, outputs);
  return takes(way, unhappy) ? unhappy.message : undefined;
}

/** Whether a way is that of an exception. */
export function takes({ errors, published }: Way, { error, message }: UnhappyOutcome): boolean {
  return errors.has(error) && published.typeName === message.$typeName;
}

/** What was published for a stage, beside what the flow itself was given for it. */
export function bodyOf({ arrivals, member, messages }: Stage): Publication["body"] {
  if (!arrivals.includes(undefined)) return arrivals as readonly Arrival[];
  return member.inputs.map((schema, at) => arrivals[at] ?? { schema, message: messages[at]! });
}

/** The keys of all that was handed to a stage, in one; none where a part of it has none. */
export function keyOf({ arrivals, member }: Stage): string | undefined {
  if (arrivals.length === 1) return arrivals[0]?.key;
  let key = "";
  for (const [at, arrival] of arrivals.entries()) {
    if (member.sources[at] === 0) continue;
    if (arrival?.key === undefined) return undefined;
    key += framed(arrival.key);
  }
  return key === "" ? undefined : key;
}
