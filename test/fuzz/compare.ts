import { StepError, type EngineOptions, type RunSnapshot } from "protograph";
import { type Call } from "./call-log.js";
import { eventFaults, untoldFaults } from "./event-faults.js";
import { type Expectation, expectationOf, type Tree } from "./expect.js";
import { FuzzedGraph } from "./hand-build.js";
import { message, textIn } from "./messages.js";
import { dimsOf, edgesOf, isPrefix, type Model, type ModelNode, nodeOf, type Parameter } from "./model.js";
import { placeText } from "./reference.js";

/** How runs of fuzzed graphs were: a fuzz that is never certain of anything finds nothing. */
export interface Tally {
  graphs: number;
  runs: number;
  completed: number;
  failed: number;
  /** Of those the ones where the reference leaves both open. */
  either: number;
  hung: number;
}

export function newTally(): Tally {
  return { graphs: 0, runs: 0, completed: 0, failed: 0, either: 0, hung: 0 };
}

/** Nothing waits in these graphs but for its turn. */
const clock = { now: () => 0, sleep: () => Promise.resolve() };
const silent = () => undefined;
const engine: EngineOptions = { clock, log: { debug: silent, info: silent, warn: silent, error: silent } };

/** How long a run may take that waits for nothing; a graph that hangs is made smaller in steps that hang, too. */
const hangMs = { first: 3_000, later: 300 };

/**
 * Runs every output of a graph and holds it against the reference.
 *
 * @throws Error that says all that differs.
 */
export async function compare(model: Model, tally: Tally): Promise<void> {
  const graph = new FuzzedGraph(model, engine);
  tally.graphs++;
  for (const wanted of model.root.outputs) {
    const texts = Array.from({ length: model.inputs }, (_, input) => `input ${input}`);
    const expected = expectationOf(model, wanted, texts);
    const faults = await faultsOf(graph, model, wanted, texts, expected, tally);
    if (faults.length > 0) throw new Error(`output ${wanted}: ${faults.join("\n")}`);
  }
}

async function faultsOf(
  graph: FuzzedGraph,
  model: Model,
  wanted: number,
  texts: readonly string[],
  expected: Expectation,
  tally: Tally,
): Promise<string[]> {
  const log = graph.newLog();
  const inputs = neededInputs(model, wanted).map((input) => message(input, texts[input] ?? ""));
  const run = graph.run(nodeOf(model, wanted).message, inputs);
  const patience = tally.hung === 0 ? hangMs.first : hangMs.later;
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<"hangs">((resolve) => (timer = setTimeout(() => resolve("hangs"), patience)));
  const ended = run.then(
    (output) => ({ output: treeOf(output) }),
    (error: unknown) => ({ error }),
  );
  const end = await Promise.race([ended, hang]);
  clearTimeout(timer);
  if (end === "hangs") {
    tally.hung++;
    const { steps } = run.snapshot();
    run.cancel();
    return [`it hangs: ${JSON.stringify(steps)}`];
  }
  tally.runs++;
  if (expected.ends === "EITHER") tally.either++;
  const events = await arrayOf(run.events);
  const faults = [...callFaults(model, log.calls, log.most, expected), ...eventFaults(model, events, expected)];
  if ("error" in end) {
    tally.failed++;
    const { error } = end;
    if (expected.ends === "COMPLETED") faults.push(`it failed: ${String(error)}`);
    else if (!(error instanceof StepError) || !expected.culprits.has(error.step)) {
      faults.push(`it failed with ${String(error)} and not for one of ${[...expected.culprits].join(", ")}`);
    }
  } else {
    tally.completed++;
    if (expected.ends === "FAILED") faults.push(`it completed and not failed for ${[...expected.culprits].join(", ")}`);
    else if (expected.ends === "COMPLETED") {
      faults.push(...outputFaults(end.output, expected.output), ...completedFaults(model, log.calls, expected));
      faults.push(...untoldFaults(events, expected), ...snapshotFaults(model, run.snapshot(), expected));
    }
  }
  return faults;
}

/** The inputs of an output's method: whatever can be reached, gates included. */
function neededInputs(model: Model, wanted: number): readonly number[] {
  const seen = new Set<number>();
  const visit = (value: number) => {
    if (seen.has(value)) return;
    seen.add(value);
    const node = model.nodes[value - model.inputs];
    if (node === undefined) return;
    for (const edge of edgesOf(node)) visit(edge.value);
    for (const dim of node.frame) visit(dim);
  };
  visit(wanted);
  return [...seen].filter((value) => value < model.inputs).sort((a, b) => a - b);
}

async function arrayOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function treeOf(output: unknown): Tree {
  if (output === undefined) return undefined;
  return Array.isArray(output) ? output.map(treeOf) : textIn(output);
}

function outputFaults(actual: Tree, wanted: Tree): string[] {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(wanted)];
  return is === shouldBe ? [] : [`it gives ${is} and not ${shouldBe}`];
}

/** What holds of any run, however it ends. */
function callFaults(
  model: Model,
  calls: readonly Call[],
  most: ReadonlyMap<string, number>,
  { may, reference }: Expectation,
): string[] {
  const nodes = new Map(model.nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const faults = calls.flatMap((call) => {
    const place = placeText(call.id, call.index);
    const node = nodes.get(call.id);
    const attempt = `${place}, attempt ${call.attempt}`;
    if (node === undefined) return [`there is no ${call.id}`];
    const found: string[] = [];
    if (seen.has(attempt)) found.push(`${attempt} ran twice`);
    seen.add(attempt);
    if (!reference.open && call.attempt > (may.get(place) ?? 0)) found.push(`${attempt} ran and should not have`);
    return [...found, ...orderFaults(model, node, call, calls)];
  });
  for (const { id, options, product } of model.nodes) {
    // A stream has its place in the bulkhead until it is returned, and goes on after that.
    const places = product === "STREAM" ? undefined : options.bulkhead?.limit;
    const limit = Math.min(options.parallelism ?? 64, places ?? 64);
    const atOnce = most.get(id) ?? 0;
    if (atOnce > limit) faults.push(`${id} had ${atOnce} calls in flight, and may have ${limit}`);
  }
  return faults;
}

/** Nothing starts before what it needs has ended. */
function orderFaults(model: Model, node: ModelNode, call: Call, calls: readonly Call[]): string[] {
  const required = [...node.parameters, ...node.conditions.flatMap((condition) => condition.parameters)];
  return required.flatMap(({ value, taking }: Parameter) => {
    if (taking === "LAZY" || taking === "STREAM") return [];
    const own = model.nodes[value - model.inputs];
    if (own === undefined) return [];
    const length = dimsOf(model, value).length - (taking === "LIST" ? 1 : 0);
    const producers = [own, ...(own.choice?.branches ?? []).map((branch) => nodeOf(model, branch.value))];
    return producers.flatMap((producer) => {
      // An item of a stream is there before the stream has ended.
      if (producer.product === "STREAM" && taking !== "LIST") return [];
      return calls
        .filter(({ id, index }) => id === producer.id && related(index, call.index.slice(0, length)))
        .filter(({ ended }) => ended === undefined || ended > call.started)
        .map(({ index }) => `${placeText(call.id, call.index)} started before ${placeText(producer.id, index)} ended`);
    });
  });
}

function related(one: readonly number[], other: readonly number[]): boolean {
  return isPrefix(one, other) || isPrefix(other, one);
}

/** What holds of a run that gave what it should. */
function completedFaults(model: Model, calls: readonly Call[], { must, may, reference }: Expectation): string[] {
  const attempts = new Map<string, number>();
  for (const { id, index, attempt } of calls) attempts.set(placeText(id, index), attempt);
  const faults: string[] = [];
  for (const place of must) {
    const [actual, wanted] = [attempts.get(place) ?? 0, may.get(place) ?? 0];
    if (actual !== wanted) faults.push(`${place} had ${actual} attempts and not ${wanted}`);
  }
  const streaming = new Set(
    model.nodes.filter(({ parameters }) => parameters.some(({ taking }) => taking === "STREAM")).map(({ id }) => id),
  );
  for (const { id, index, failures } of calls) {
    const place = placeText(id, index);
    // Which failures there are while a stream is still coming is not said.
    if (streaming.has(id) || !must.has(place)) continue;
    const gaps = reference.gaps.get(place) ?? [];
    const told = failures.map((failure) => placeText(failure.step, failure.itemIndex));
    const wrong = failures
      // Of what has failed further out it is not said whether it is the reason.
      .filter(({ itemIndex }) => !isPrefix(itemIndex, index))
      .map(({ step, itemIndex }) => placeText(step, itemIndex))
      .filter((each) => !gaps.some((gap) => gap.includes(each)));
    if (wrong.length > 0) faults.push(`${place} was told of failures that took nothing from it: ${wrong.join(", ")}`);
    const untold = gaps.filter((gap) => !gap.some((each) => told.includes(each)));
    if (untold.length > 0) faults.push(`${place} was not told why it lacks items: ${untold.join(" or ")}`);
  }
  return faults;
}

/** What became of every node that the output had to wait for, and of those that nothing needs. */
function snapshotFaults(model: Model, { steps }: RunSnapshot, { demanded, awaited, reference }: Expectation): string[] {
  const branches = new Set(model.nodes.flatMap(({ choice }) => choice?.branches.map(({ value }) => value) ?? []));
  return model.nodes.flatMap((node, number) => {
    const state = steps[node.id];
    const is = [state?.status, state?.reason].filter((word) => word !== undefined).join(" ");
    const fault = (wanted: readonly string[]) =>
      wanted.includes(is) ? [] : [`${node.id} is ${is} and not ${wanted.join(" or ")}`];
    if (!demanded.has(node)) {
      const reasons = ["SKIPPED NOT_NEEDED"];
      if (branches.has(model.inputs + number)) reasons.push("SKIPPED NOT_CHOSEN");
      // Where the list itself is absent, both are true of what would be called for its items.
      const lacksList = node.frame.some((dim) => reference.known(nodeOf(model, dim), [])?.kind === "absent");
      if (lacksList) reasons.push("SKIPPED INPUT_ABSENT");
      return fault(reasons);
    }
    if (!awaited.has(node)) return [];
    if (node.frame.length === 0) return fault(stateOf(node, reference));
    return itemFaults(node, reference, state?.items, is);
  });
}

function stateOf(node: ModelNode, reference: Expectation["reference"]): readonly string[] {
  const result = reference.known(node, []);
  if (result === undefined) return [];
  if (result.kind === "there") return ["SUCCEEDED"];
  if (result.kind === "failed") return ["FAILED", "SKIPPED CANCELLED"];
  return result.reason === "RETURNED" ? ["SUCCEEDED"] : [`SKIPPED ${result.reason}`];
}

function itemFaults(
  node: ModelNode,
  reference: Expectation["reference"],
  items: RunSnapshot["steps"][string]["items"],
  is: string,
): string[] {
  const all = reference.indices(node.frame);
  const wanted = { total: all.length, succeeded: 0, failed: 0, skipped: 0 };
  for (const index of all) {
    const result = reference.known(node, index);
    if (result?.kind === "there" || (result?.kind === "absent" && result.reason === "RETURNED")) wanted.succeeded++;
    else if (reference.lost.has(placeText(node.id, index))) wanted.failed++;
    else wanted.skipped++;
  }
  if (wanted.total === wanted.skipped && is.startsWith("SKIPPED")) return [];
  // A call whose stream breaks fails if it had started, and is skipped if it had not.
  const open = all.filter((index) => reference.tentative.has(placeText(node.id, index))).length;
  const moved = Math.min(open, Math.max(0, (items?.failed ?? 0) - wanted.failed));
  const likely = { ...wanted, failed: wanted.failed + moved, skipped: wanted.skipped - moved };
  const [actual, shouldBe] = [items, likely].map((counts) => {
    const { total, succeeded, failed, skipped } = counts ?? {};
    return JSON.stringify({ total, succeeded, failed, skipped });
  });
  return actual === shouldBe ? [] : [`${node.id} is ${is} with items ${actual ?? ""} and not ${shouldBe ?? ""}`];
}
