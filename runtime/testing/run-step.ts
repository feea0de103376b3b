import type { Step, StepFunction, StepObject } from "../dsl/step.js";
import { isThenable } from "../engine/is-thenable.js";
import { collectGarbage } from "./collect-garbage.js";
import { copyValue } from "./copy-value.js";
import { type CompletionOrder, Gate } from "./gate.js";
import type { MemoryKind } from "./pretend-memory.js";
import { testContext } from "./test-context.js";
import type { WatchedServices } from "./watched-services.js";

/** A step under test, with all that its runs have in common. */
export interface Subject {
  readonly step: Step;
  readonly name: string;
  readonly services: WatchedServices;
  /** The messages of a run; every run has its own. */
  readonly inputs: () => readonly unknown[];
  readonly timeoutMs: number;
}

export interface RunSettings {
  readonly order: CompletionOrder;
  readonly memory: MemoryKind;
  /** The step object to run; one is made where there is none. */
  readonly made?: StepObject | StepFunction | undefined;
}

/** How a run ended. */
export interface Ended {
  readonly made: StepObject | StepFunction;
  /** The message, or the list of messages; a stream is read to its end. */
  readonly result: unknown;
  /** What was thrown, where something was. */
  readonly thrown?: { readonly error: unknown };
  /** The inputs as they were given, and as the run left them. */
  readonly given: readonly unknown[];
  readonly left: readonly unknown[];
}

const { setTimeout: later, clearTimeout: noLonger } = globalThis;

/** Runs a step once, in the world as it is. */
export async function runStep(subject: Subject, settings: RunSettings): Promise<Ended> {
  const gate = new Gate(settings.order, settings.memory === "collected" ? collectGarbage : undefined);
  const left = subject.inputs();
  const given = copyValue(left);
  subject.services.begin(gate);
  let made = settings.made;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = later(() => reject(new Error(`no answer within ${subject.timeoutMs} ms`)), subject.timeoutMs);
  });
  try {
    made ??= make(subject);
    const compute = (typeof made === "function" ? made : made.compute) as (...args: unknown[]) => unknown;
    const self = typeof made === "function" ? undefined : made;
    const answer = compute.call(self, testContext(subject.name, gate), ...left);
    // Before it can be changed: a step may keep what it has returned.
    const result = copyValue(await Promise.race([wholeOf(answer), tooLong]));
    return { made, result, given, left };
  } catch (error) {
    return { made: made ?? (() => undefined), result: undefined, thrown: { error }, given, left };
  } finally {
    noLonger(timer);
    gate.close();
  }
}

function make({ step, services }: Subject): StepObject | StepFunction {
  if (isClass(step)) return new (step as unknown as new (...all: unknown[]) => StepObject)(...services.watched);
  return step as StepFunction;
}

/** Whether a step is a class: functions of other kinds cannot be told from steps by what they have. */
function isClass(step: Step): boolean {
  return /^class\b/.test(Function.prototype.toString.call(step));
}

async function wholeOf(answer: unknown): Promise<unknown> {
  const value = isThenable(answer) ? await answer : answer;
  if (typeof value !== "object" || value === null || !(Symbol.asyncIterator in value)) return value;
  const items: unknown[] = [];
  for await (const item of value as AsyncIterable<unknown>) items.push(item);
  return items;
}
