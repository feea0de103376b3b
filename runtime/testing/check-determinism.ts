import type { Step, StepClass, StepContext } from "../dsl/step.js";
import { describeThrown } from "../describe-thrown.js";
import { type ChangedField, compareValues } from "./compare-values.js";
import { copyValue } from "./copy-value.js";
import { type Ended, runStep, type RunSettings, type Subject } from "./run-step.js";
import { firstWorld, type Trial, trials, type Variation } from "./variations.js";
import { WatchedServices } from "./watched-services.js";
import { inWorld, type Unchanged } from "./world.js";

type ComputeOf<S extends Step> = S extends StepClass ? InstanceType<S>["compute"] : S;

/** The messages that a step takes, without `ctx`. */
export type InputsOf<S extends Step> =
  ComputeOf<S> extends (ctx: StepContext, ...messages: infer Messages) => unknown ? Readonly<Messages> : never;

/** The services that a step's constructor takes; none for a function. */
export type ServicesOf<S extends Step> = S extends StepClass ? Readonly<ConstructorParameters<S>> : readonly [];

export interface DeterminismOptions<S extends Step> {
  /** What the step's constructor takes. What they answer to a call first, they answer in every run. */
  readonly services?: ServicesOf<S>;
  /** What to vary; everything where it is left out. */
  readonly vary?: readonly Variation[];
  /** How long one run may take, in milliseconds; 5000 where it is left out. */
  readonly timeoutMs?: number;
}

/** A field of a step's output that was not the same in two runs. */
export interface Difference {
  /** What was varied; `inputs` where the step wrote to a message that it was given. */
  readonly variation: Variation | "inputs";
  /**
   * The field's path in the output: `title`, `tags[2].name`; `[1].name` in a list. It is `(output)` where the outputs differ
   * as a whole, and `(thrown)` where one run failed; of an input it starts with its place, `inputs[0].tags`.
   */
  readonly field: string;
  /** How the run was unlike the first one, in words. */
  readonly change: string;
  /** The value in the first run, shortened. */
  readonly was: string;
  /** The value in the other run, shortened. */
  readonly is: string;
}

/** What running a step again and again has shown. */
export interface DeterminismReport {
  /** The step's name. */
  readonly step: string;
  /** Each field once for each variation; empty for a step that gives equal outputs for equal inputs. */
  readonly differences: readonly Difference[];
  /** How often the step was run. */
  readonly runs: number;
  /** What could not be varied here. In a worker thread, that is the time zone: use a process. */
  readonly notVaried: readonly Variation[];
}

/**
 * Runs a step again and again on equal inputs, each time in a world that is different in one way, and tells which fields
 * of its output are not the same.
 *
 * Varied are the clock, the time zone, the locale, ambient chance, the environment and the host, garbage collection, the
 * order in which services answer, and nothing at all. `ctx` is the same in every run, and so are the answers of services:
 * they are the ways out that a step has.
 *
 * The world is changed for the whole process while it lasts, and then put back; checks in one process take turns. Two
 * things cannot be seen so: what a module took from the world when it was loaded (`const now = Date.now`), and what
 * happens on another host only, such as the contents of files. `protograph check` sees those.
 *
 * @param step a class or a function.
 * @param inputs the messages, without `ctx`; they are copied for every run. A function is called for every run: give one
 * where a message is a stream, which can be read only once.
 * @throws Error where the step fails in the very first run: nothing is learned from steps that fail. Its `cause` is what
 * the step threw.
 *
 * @example
 * ```ts
 * const { differences } = await checkDeterminism(ClassifyGenreAndMood, [content, director], { services: [models] });
 * expect(differences).toEqual([]);
 * ```
 */
export function checkDeterminism<S extends Step>(
  step: S,
  inputs: InputsOf<S> | (() => InputsOf<S>),
  ...[options]: ServicesOf<S> extends readonly [] ? [options?: DeterminismOptions<S>] : [options: WithServices<S>]
): Promise<DeterminismReport> {
  const chosen = trials.filter(({ variation }) => options?.vary?.includes(variation) ?? true);
  const messages: readonly unknown[] | (() => readonly unknown[]) = inputs;
  const subject: Subject = {
    step,
    name: step.name === "" ? "step" : step.name,
    services: new WatchedServices(options?.services ?? []),
    inputs: typeof messages === "function" ? messages : () => copyValue(messages),
    timeoutMs: options?.timeoutMs ?? 5_000,
  };
  const check = lastCheck.then(() => run(subject, chosen));
  lastCheck = check.catch(() => undefined);
  return check;
}

type WithServices<S extends Step> = DeterminismOptions<S> & { readonly services: ServicesOf<S> };

/** There is one world for the whole process. */
let lastCheck: Promise<unknown> = Promise.resolve();

async function run(subject: Subject, chosen: readonly Trial[]): Promise<DeterminismReport> {
  const unchanged = new Set<Unchanged>();
  const runIn = (trial: Partial<Trial>, made?: RunSettings["made"]): Promise<Ended> => {
    const world = { ...firstWorld, ...trial.world };
    return inWorld(world, (not) => {
      not.forEach((each) => unchanged.add(each));
      return runStep(subject, { order: trial.order ?? "asked", memory: world.memory, made });
    });
  };

  const first = await runIn({});
  if (first.thrown) {
    const { error } = first.thrown;
    throw new Error(`step ${subject.name} failed before anything was varied: ${describeThrown(error)}`, {
      cause: error,
    });
  }
  const differences = new Map<string, Difference>();
  for (const field of compareValues(first.given, first.left, "inputs")) {
    add(differences, { ...differenceOf(field), variation: "inputs", change: "the step wrote to it" });
  }
  let before = first;
  for (const trial of chosen) {
    const ended = await runIn(trial, trial.sameStep ? before.made : undefined);
    for (const field of changes(first, ended)) {
      // What differs when nothing is varied is not shown to depend on anything.
      if (trial.variation !== "repetition" && differences.has(keyOf("repetition", field.path))) continue;
      add(differences, { ...differenceOf(field), variation: trial.variation, change: trial.change });
    }
    before = ended;
  }
  const notVaried = chosen.map(({ variation }) => variation).filter((each) => unchanged.has(each as Unchanged));
  return {
    step: subject.name,
    differences: [...differences.values()],
    runs: chosen.length + 1,
    notVaried: [...new Set(notVaried)],
  };
}

function changes(first: Ended, other: Ended): readonly ChangedField[] {
  if (!other.thrown) return compareValues(first.result, other.result);
  return [{ path: "(thrown)", was: "nothing", is: describeThrown(other.thrown.error) }];
}

function differenceOf({ path, was, is }: ChangedField): Pick<Difference, "field" | "was" | "is"> {
  return { field: path === "" ? "(output)" : path, was, is };
}

function add(differences: Map<string, Difference>, difference: Difference): void {
  const key = keyOf(difference.variation, difference.field);
  if (!differences.has(key)) differences.set(key, difference);
}

function keyOf(variation: Difference["variation"], field: string): string {
  return `${variation} ${field === "" ? "(output)" : field}`;
}
