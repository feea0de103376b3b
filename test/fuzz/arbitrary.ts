import fc from "fast-check";
import type { UseOptions } from "protograph";
import { messageCount, schema } from "./messages.js";
import {
  type Behaviour,
  type Decider,
  dimsOf,
  edgesOf,
  isPrefix,
  type Model,
  type ModelNode,
  type ModelScope,
  type Parameter,
  type Taking,
} from "./model.js";

/**
 * A graph as numbers without meaning, which {@link build} gives one whatever they are: so fast-check can make a failing
 * graph smaller by leaving out and lowering numbers, and it stays a graph.
 */
const rawParameter = fc.record({ pick: fc.nat(99), taking: fc.nat(11) });
const rawDecider = fc.record({ parameters: fc.array(rawParameter, { maxLength: 2 }), salt: fc.nat(999) });
const rawNode = fc.record({
  kind: fc.nat(19),
  parameters: fc.array(rawParameter, { maxLength: 4, size: "max" }),
  product: fc.nat(9),
  conditions: fc.array(rawDecider, { maxLength: 5, size: "max" }),
  selector: rawDecider,
  fallback: fc.nat(7),
  behaviour: fc.record({
    salt: fc.nat(9_999),
    failing: fc.nat(23),
    passing: fc.boolean(),
    catching: fc.boolean(),
    breaking: fc.nat(9),
    delay: fc.nat(3),
  }),
  options: fc.record({ retry: fc.nat(5), itemFailure: fc.nat(5), parallelism: fc.nat(5), window: fc.nat(5) }),
});
const rawGraph = fc.record({
  inputs: fc.integer({ min: 1, max: 3 }),
  calm: fc.boolean(),
  nodes: fc.array(rawNode, { minLength: 1, maxLength: 14, size: "max" }),
  outputs: fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }),
});

type RawNode = typeof rawNode extends fc.Arbitrary<infer T> ? T : never;
type RawParameter = RawNode["parameters"][number];
type RawGraph = typeof rawGraph extends fc.Arbitrary<infer T> ? T : never;

/** Every graph that the language allows, small. */
export const models: fc.Arbitrary<Model> = rawGraph.map((raw) => new Builder(raw).build());

/** A scope that is being filled. */
interface OpenScope extends ModelScope {
  /** The values that can be seen in it. */
  readonly seen: number[];
  /** What its nodes are lifted over at least. */
  readonly base: readonly number[];
  readonly conditions: readonly Decider[];
  readonly prefix: string;
}

/** What a branch has in common with its choice. */
interface BranchParts {
  readonly message: number;
  readonly frame: readonly number[];
}

const deepest = 3;

class Builder {
  private readonly nodes: ModelNode[] = [];
  private readonly scopes: OpenScope[];
  private readonly inputs: number;

  constructor(private readonly raw: RawGraph) {
    this.inputs = raw.inputs;
    const inputs = Array.from({ length: raw.inputs }, (_, value) => value);
    const root = { name: "", inputs, outputs: [], when: undefined, entries: [] };
    this.scopes = [{ ...root, seen: [...inputs], base: [], conditions: [], prefix: "" }];
  }

  build(): Model {
    for (const raw of this.raw.nodes) {
      if (this.inputs + this.nodes.length + 4 > messageCount) break;
      if (raw.kind >= 18 && this.scopes.length < 3) this.open(raw);
      else if (raw.kind === 17 && this.scopes.length > 1) this.close(raw.selector.salt);
      else if (raw.kind >= 15) this.addChoice(raw);
      else this.scope.entries.push(this.addStep(raw, `S${this.nodes.length}`));
    }
    while (this.scopes.length > 1) this.close(1);
    if (this.nodes.length === 0) this.scope.entries.push(this.addStep(emptyNode, "S0"));
    const root = this.scope;
    const produced = root.seen.filter((value) => value >= this.inputs);
    const wanted = this.raw.outputs.map(
      (pick) => produced[produced.length - 1 - (pick % Math.min(4, produced.length))] ?? 0,
    );
    root.outputs.push(...[...new Set(wanted)].sort((a, b) => a - b));
    return { inputs: this.inputs, nodes: this.nodes.map((node) => this.withWindow(node)), root };
  }

  /** What a stream is ahead of is one consumer: two that wait for each other need more than any window. */
  private withWindow(node: ModelNode): ModelNode {
    const value = this.inputs + this.nodes.indexOf(node);
    const edges = this.nodes.flatMap((taker) => edgesOf(taker).filter((edge) => edge.value === value));
    if (edges.length <= 1) return node;
    const { window: _, ...options } = node.options;
    return { ...node, options };
  }

  private get scope(): OpenScope {
    const scope = this.scopes.at(-1);
    if (scope === undefined) throw new Error("no scope is open");
    return scope;
  }

  private open(raw: RawNode): void {
    const outer = this.scope;
    const inputs: number[] = [];
    let base = outer.base;
    const widen = (dims: readonly number[]) => {
      const joined = join(base, dims);
      if (joined === undefined || joined.length > 2) return false;
      base = joined;
      return true;
    };
    for (const { pick } of raw.parameters) {
      const value = outer.seen[pick % outer.seen.length] ?? 0;
      if (widen(dimsOf(this.model(), value))) inputs.push(value);
    }
    const [rawWhen] = raw.conditions;
    const when = rawWhen && raw.conditions.length > 3 ? this.decider(rawWhen, widen) : undefined;
    const name = `G${this.nodes.length}x${this.scopes.length}`;
    this.scopes.push({
      name,
      inputs: [...new Set(inputs)],
      outputs: [],
      when,
      entries: [],
      seen: [...new Set(inputs)],
      base,
      conditions: when ? [...outer.conditions, when] : outer.conditions,
      prefix: `${outer.prefix}${name}/`,
    });
  }

  private close(salt: number): void {
    const inner = this.scopes.pop();
    if (inner === undefined || inner.entries.length === 0) return;
    const own = inner.seen.filter((value) => !inner.inputs.includes(value));
    inner.outputs.push(...own.filter((value, place) => place === own.length - 1 || (salt + value) % 3 === 0));
    this.scope.entries.push(inner);
    this.scope.seen.push(...inner.outputs);
  }

  /** @returns the node's number. */
  private addStep(raw: RawNode, name: string, branch?: BranchParts): number {
    const scope = this.scope;
    let frame = scope.base;
    const widen = (dims: readonly number[]) => {
      const joined = join(frame, dims);
      if (joined === undefined || joined.length > deepest) return false;
      if (branch !== undefined && !isPrefix(joined, branch.frame)) return false;
      frame = joined;
      return true;
    };
    const parameters = raw.parameters.flatMap((parameter) => this.parameter(parameter, all, widen));
    const [rawCondition] = raw.conditions;
    const own = rawCondition && raw.conditions.length > 4 ? this.decider(rawCondition, widen) : undefined;
    if (branch !== undefined) ({ frame } = branch);
    const mayBeMany = branch === undefined && frame.length < deepest;
    const product = oneOf(mayBeMany ? products : ["ONE", "ONE", "OPTIONAL"], raw.product);
    const many = product === "LIST" || product === "STREAM";
    const takesStream = parameters.some(({ taking }) => taking === "STREAM");
    const hasFallback = raw.fallback === 0 && !many;
    const behaviour = this.behaviour(raw, product, frame);
    const node: ModelNode = {
      id: `${scope.prefix}${name}`,
      message: branch?.message ?? this.inputs + this.nodes.length,
      product,
      parameters,
      frame,
      conditions: [...(branch ? [] : scope.conditions), ...(own ? [own] : [])],
      ownCondition: own,
      choice: undefined,
      fallback: hasFallback ? parameters.filter(({ taking }) => taking === "ONE") : undefined,
      behaviour,
      options: optionsOf(raw.options, frame.length > 0, product === "STREAM", takesStream || behaviour.breaking),
    };
    this.nodes.push(node);
    if (branch === undefined) scope.seen.push(this.inputs + this.nodes.length - 1);
    return this.nodes.length - 1;
  }

  private addChoice(raw: RawNode): void {
    const scope = this.scope;
    let frame = scope.base;
    const widen = (dims: readonly number[]) => {
      const joined = join(frame, dims);
      if (joined === undefined || joined.length > deepest) return false;
      frame = joined;
      return true;
    };
    const selector = this.decider(raw.selector, widen);
    // What its branches will be lifted over belongs to the frame of all of them.
    const taken = raw.parameters.flatMap((parameter) => this.parameter(parameter, all, widen));
    const message = this.inputs + this.nodes.length + 2;
    const choiceName = schema(message).name;
    const branches = ["a", "b"].map((key, place) => {
      const half = raw.parameters.slice(0, taken.length).filter((_, index) => index % 2 === place);
      const branchRaw = {
        ...raw,
        parameters: half,
        behaviour: { ...raw.behaviour, salt: raw.behaviour.salt + place },
        conditions: place === 0 ? raw.conditions : [],
      };
      const number = this.addStep(branchRaw, `${choiceName}/${key}`, { message, frame });
      return { key, value: this.inputs + number };
    });
    const value = this.inputs + this.nodes.length;
    this.nodes.push({
      id: `${scope.prefix}${choiceName}`,
      message: value,
      product: "ONE",
      parameters: [],
      frame,
      conditions: scope.conditions,
      ownCondition: undefined,
      choice: { ...selector, branches },
      fallback: undefined,
      behaviour: { salt: 0, failing: 0, passing: false, catching: false, breaking: false, delay: 0 },
      options: {},
    });
    scope.entries.push(this.nodes.length - 1);
    scope.seen.push(value);
  }

  private decider(raw: RawNode["selector"], widen: (dims: readonly number[]) => boolean): Decider {
    return {
      parameters: raw.parameters.flatMap((parameter) => this.parameter(parameter, plain, widen)),
      salt: raw.salt,
    };
  }

  /** The parameter, if its lists can be those of the node; else none. */
  private parameter(
    { pick, taking }: RawParameter,
    takings: readonly Taking[],
    widen: (dims: readonly number[]) => boolean,
  ): Parameter[] {
    const { seen, base, inputs } = this.scope;
    if (seen.length === 0) return [];
    // The latest values are taken more often, so that graphs are deep.
    const value = seen[seen.length - 1 - (pick % (pick < 70 ? Math.min(4, seen.length) : seen.length))] ?? 0;
    const dims = dimsOf(this.model(), value);
    const wanted = takings[taking % takings.length] ?? "ONE";
    // In its graph an input is one message, whatever lists it is an item of outside.
    const canReduce = dims.length > base.length && !(inputs.includes(value) && this.scopes.length > 1);
    const tries: Taking[] = wanted === "LIST" || wanted === "STREAM" ? [wanted, "ONE"] : [wanted, "LIST"];
    for (const each of tries) {
      const reduces = each === "LIST" || each === "STREAM";
      if (reduces && !canReduce) continue;
      if (widen(reduces ? dims.slice(0, -1) : dims)) return [{ value, taking: each }];
    }
    return [];
  }

  private behaviour({ behaviour }: RawNode, product: ModelNode["product"], frame: readonly number[]): Behaviour {
    const { salt, failing, passing, catching, breaking, delay } = behaviour;
    return {
      salt,
      passing,
      catching,
      delay,
      failing: this.raw.calm ? 0 : Math.max(0, failing - 19),
      breaking: !this.raw.calm && breaking === 0 && product === "STREAM" && frame.length === 0,
    };
  }

  private model(): Pick<Model, "inputs" | "nodes"> {
    return { inputs: this.inputs, nodes: this.nodes };
  }
}

const all: readonly Taking[] = [
  "ONE",
  "ONE",
  "ONE",
  "ONE",
  "LIST",
  "LIST",
  "LIST",
  "STREAM",
  "STREAM",
  "OPTIONAL",
  "LAZY",
  "LAZY",
];
const plain: readonly Taking[] = ["ONE", "ONE", "ONE", "LIST", "OPTIONAL"];
const products = ["ONE", "ONE", "ONE", "LIST", "LIST", "LIST", "STREAM", "STREAM", "OPTIONAL", "OPTIONAL"] as const;

const emptyNode: RawNode = {
  kind: 0,
  parameters: [],
  product: 0,
  conditions: [],
  selector: { parameters: [], salt: 0 },
  fallback: 1,
  behaviour: { salt: 0, failing: 0, passing: false, catching: false, breaking: 1, delay: 0 },
  options: { retry: 0, itemFailure: 0, parallelism: 0, window: 0 },
};

function oneOf<const T>(choices: readonly T[], pick: number): T {
  return choices[pick % choices.length] as T;
}

function join(frame: readonly number[], dims: readonly number[]): readonly number[] | undefined {
  if (isPrefix(dims, frame)) return frame;
  return isPrefix(frame, dims) ? dims : undefined;
}

/** What a stream may be read once for cannot be tried again. */
function optionsOf(
  { retry, itemFailure, parallelism, window }: RawNode["options"],
  lifted: boolean,
  streams: boolean,
  once: boolean,
): ModelNode["options"] {
  const failures: readonly UseOptions["itemFailure"][] = [undefined, "fail", "collect", "collect", { tolerate: 0.5 }];
  const failure = lifted ? failures[itemFailure % failures.length] : undefined;
  return {
    ...(retry === 1 &&
      !once && { retry: { attempts: 2, backoff: { kind: "fixed", base: "1ms", factor: 1, max: "1ms", jitter: 0 } } }),
    ...(failure !== undefined && { itemFailure: failure }),
    ...(lifted && parallelism > 0 && parallelism < 4 && { parallelism }),
    ...(parallelism === 4 && { bulkhead: { limit: 2 } }),
    ...(streams && window > 0 && window < 4 && { window }),
  };
}
