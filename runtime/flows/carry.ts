import { type DescMessage, fromBinary, isMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { describeThrown, describeValue } from "../describe-thrown.js";
import { HandoffError } from "./errors.js";

/** Makes the consumed message of a published one. */
export type Carry = (published: Message) => Message;

/** What stands between the two messages of a handoff. */
export interface Carriage {
  /** The handoff, as the plan names it. */
  readonly handoff: string;
  readonly published: DescMessage;
  readonly consumed: DescMessage;
  /** The declaration's function, where there is one. */
  readonly map: ((published: never) => unknown) | undefined;
}

/**
 * Makes what carries messages over a handoff. What is read as the message that it is goes on as it is; what is read as
 * another is written and read anew, unless the declaration maps it.
 *
 * What it makes throws HandoffError (`MAP_FAILED`, `UNREADABLE`).
 */
export function carryOf({ handoff, published, consumed, map }: Carriage): Carry {
  const wanted = consumed.typeName;
  if (map !== undefined) {
    const mapped = map as unknown as (published: Message) => unknown;
    return (message) => {
      const made = attempt(handoff, "MAP_FAILED", "its map failed", () => mapped(message));
      if (isMessage(made) && made.$typeName === wanted) return made;
      throw new HandoffError("MAP_FAILED", handoff, `its map has returned ${describeValue(made)} instead of ${wanted}`);
    };
  }
  if (published.typeName === wanted) return (message) => message;
  return (message) =>
    attempt(handoff, "UNREADABLE", `${published.typeName} cannot be read as ${wanted}`, () =>
      fromBinary(consumed, toBinary(published, message)),
    );
}

function attempt<T>(handoff: string, fault: "MAP_FAILED" | "UNREADABLE", what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new HandoffError(fault, handoff, `${what}: ${describeThrown(cause)}`, { cause });
  }
}
