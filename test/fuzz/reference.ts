import { asks, behave, chosenKey, fallBack, isTrue, listText, nothing } from "./behave.js";
import { dimsOf, isMany, type Model, type ModelNode, nodeOf, type Parameter } from "./model.js";

/** A call of a node: its id and item, `S3#0.2`. */
export type PlaceText = string;

export function placeText(id: string, index: readonly number[]): PlaceText {
  return `${id}#${index.join(".")}`;
}

/** Why there is nothing: as a step is skipped, or because it returned nothing. */
export type AbsenceReason = "CONDITION_FALSE" | "INPUT_ABSENT" | "RETURNED";

/** What a node comes to for one item, or as a whole where it is not lifted. */
export type Result =
  /** One text, or one for each item that it produces. */
  | { readonly kind: "there"; readonly texts: readonly string[] }
  /** `lost`: the failures without which it would be there. */
  | { readonly kind: "absent"; readonly reason: AbsenceReason; readonly lost: readonly PlaceText[] }
  /**
   * What it or something it needs has failed with fails the run, or is for the lazy asker to hear. `breaks`: it is a
   * stream, and was there before it failed; its items before that may have been taken.
   */
  | { readonly kind: "failed"; readonly breaks: boolean; readonly texts: readonly string[] };

const failure: Result = { kind: "failed", breaks: false, texts: [] };

/** What parameters are given. */
export interface Gathered {
  /** Whether something has failed that is required, and whether all of that are streams that were there before. */
  readonly failed: boolean;
  readonly breaks: boolean;
  readonly missing: boolean;
  /** Failures without which what is missing would be there. */
  readonly lost: readonly PlaceText[];
  /** By parameter; none where it is lazy. */
  readonly texts: readonly (string | undefined)[];
  /** For every item that a list lacks by a failure, the failures that may be told for it. */
  readonly gaps: readonly (readonly PlaceText[])[];
}

/**
 * What a graph must come to, written from the language's description alone: every node is a function of what it needs,
 * asked when something needs it and remembered. There is no time in it and nothing at once.
 */
export class Reference {
  /** How many attempts each call takes that has been evaluated. */
  readonly calls = new Map<PlaceText, number>();
  /** Calls that may be made though what they need fails, because that is a stream that breaks while they read it. */
  readonly tentative = new Set<PlaceText>();
  /** Items of lifted nodes that have failed and are only left out. */
  readonly lost = new Set<PlaceText>();
  /** Nodes that have failed with nothing to catch it. */
  readonly culprits = new Set<ModelNode>();
  /** Calls that a fallback answers for. */
  readonly answered = new Set<PlaceText>();
  /** Which branch was chosen. */
  readonly chosen = new Map<PlaceText, string>();
  readonly gaps = new Map<PlaceText, readonly (readonly PlaceText[])[]>();
  /** Nodes whose message was asked for by `get`. */
  readonly asked = new Set<ModelNode>();
  /** Whether it came to something that the language leaves open. */
  open = false;
  private readonly results = { wanted: new Map<PlaceText, Result>(), asked: new Map<PlaceText, Result>() };
  /** Whether a lazy asker alone is being answered: a failure is no end of the run then. */
  private isAsked = false;

  constructor(
    private readonly model: Model,
    private readonly inputs: readonly string[],
  ) {}

  /** Results that have been evaluated. Of a run that has not failed, lazy askers have heard the same as everybody. */
  known(node: ModelNode, index: readonly number[]): Result | undefined {
    const place = placeText(node.id, index);
    return this.results.asked.get(place) ?? this.results.wanted.get(place);
  }

  /** Evaluates as for a lazy asker: what it wants alone may fail, and the run goes on. */
  lazily<T>(evaluate: () => T): T {
    const before = this.isAsked;
    this.isAsked = true;
    try {
      return evaluate();
    } finally {
      this.isAsked = before;
    }
  }

  /** All items that there are of nested lists. */
  indices(dims: readonly number[]): readonly (readonly number[])[] {
    let found: (readonly number[])[] = [[]];
    for (const dim of dims) {
      found = found.flatMap((index) => {
        const list = this.result(nodeOf(this.model, dim), index);
        const count = list.kind === "absent" ? 0 : list.texts.length;
        return Array.from({ length: count }, (_, item) => [...index, item]);
      });
    }
    return found;
  }

  /** A value's item; what is taken of a deeper one is not asked here. */
  at(value: number, index: readonly number[]): Result {
    const input = this.inputs[value];
    if (value < this.model.inputs) return { kind: "there", texts: [input ?? ""] };
    const node = nodeOf(this.model, value);
    const result = this.result(node, index.slice(0, node.frame.length));
    if (!isMany(node) || result.kind === "absent") return result;
    const text = result.texts[index[node.frame.length] ?? -1];
    return text === undefined ? failure : { kind: "there", texts: [text] };
  }

  result(node: ModelNode, index: readonly number[]): Result {
    const place = placeText(node.id, index);
    const results = this.isAsked ? this.results.asked : this.results.wanted;
    let result = results.get(place);
    if (result === undefined) {
      result = this.conditioned(node, index) ?? (node.choice ? this.choose(node, index) : this.call(node, index));
      results.set(place, result);
    }
    return result;
  }

  /** Whether the conditions of a node hold, each asked only when those before it do. */
  conditioned(node: ModelNode, index: readonly number[]): Result | undefined {
    for (const condition of node.conditions) {
      const { failed, missing, lost, texts } = this.gather(condition.parameters, index);
      if (failed) return failure;
      if (missing) return { kind: "absent", reason: "INPUT_ABSENT", lost };
      if (!isTrue(condition, defined(texts))) return { kind: "absent", reason: "CONDITION_FALSE", lost: [] };
    }
    return undefined;
  }

  private choose(node: ModelNode, index: readonly number[]): Result {
    const { choice } = node;
    if (choice === undefined) throw new Error(`${node.id} is no choice`);
    const { failed, missing, lost, texts } = this.gather(choice.parameters, index);
    if (failed) return failure;
    if (missing) return { kind: "absent", reason: "INPUT_ABSENT", lost };
    const key = chosenKey(choice, defined(texts));
    this.chosen.set(placeText(node.id, index), key);
    const branch = choice.branches.find((each) => each.key === key);
    const result = this.result(nodeOf(this.model, branch?.value ?? -1), index);
    return result.kind === "absent" ? { ...result, reason: "INPUT_ABSENT" } : result;
  }

  private call(node: ModelNode, index: readonly number[]): Result {
    const place = placeText(node.id, index);
    const given = this.gather(node.parameters, index);
    if (given.failed && !given.breaks) return failure;
    // The run may end before a stream breaks that nobody reads.
    if (given.failed && given.missing && !this.isAsked) this.open = true;
    if (given.missing) return { kind: "absent", reason: "INPUT_ABSENT", lost: given.lost };
    if (given.failed && !this.isAsked) {
      this.tentative.add(place);
      return failure;
    }
    this.gaps.set(place, given.gaps);

    // Who reads a stream that breaks throws, and has failed itself: that is for its own policies to answer.
    const texts = given.failed ? undefined : this.ask(node, index, given.texts);
    const attempts = node.options.retry?.attempts ?? 1;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      this.calls.set(place, attempt);
      if (texts === undefined) continue;
      const outcome = behave(node, texts, attempt);
      if (outcome.failed) continue;
      if (node.behaviour.breaking) return this.fail(node, outcome.texts);
      if (outcome.texts.length > 0 || isMany(node)) return { kind: "there", texts: outcome.texts };
      return { kind: "absent", reason: "RETURNED", lost: [] };
    }
    if (node.fallback !== undefined) {
      const answer = fallBack(node, defined(this.gather(node.fallback, index).texts));
      if (answer !== undefined) {
        this.answered.add(place);
        return { kind: "there", texts: [answer] };
      }
    }
    if (node.frame.length === 0 || (node.options.itemFailure ?? "fail") === "fail") return this.fail(node);
    this.lost.add(place);
    return { kind: "absent", reason: "INPUT_ABSENT", lost: [place] };
  }

  /** @param texts of a stream that was there, its items before that. */
  private fail(node: ModelNode, texts?: readonly string[]): Result {
    this.culprits.add(node);
    return { kind: "failed", breaks: texts !== undefined, texts: texts ?? [] };
  }

  /** What a step has when it has asked for what it asks for; nothing where it threw for that. */
  private ask(
    node: ModelNode,
    index: readonly number[],
    texts: readonly (string | undefined)[],
  ): readonly string[] | undefined {
    const { behaviour, parameters } = node;
    const known = defined(texts);
    const all: string[] = [];
    for (const [place, { value, taking }] of parameters.entries()) {
      if (taking !== "LAZY") all.push(texts[place] ?? "");
      else if (!asks(behaviour, known, place)) all.push("?");
      else {
        if (value >= this.model.inputs) this.asked.add(nodeOf(this.model, value));
        const lazy = this.lazily(() => this.at(value, index.slice(0, dimsOf(this.model, value).length)));
        if (lazy.kind !== "there" && !behaviour.catching) return undefined;
        all.push(lazy.kind === "there" ? (lazy.texts[0] ?? "") : lazy.kind === "absent" ? "absent" : "caught");
      }
    }
    return all;
  }

  /** What parameters are given for an item. */
  gather(parameters: readonly Parameter[], index: readonly number[]): Gathered {
    let [failed, breaks, missing] = [false, true, false];
    const lost: PlaceText[] = [];
    const gaps: (readonly PlaceText[])[] = [];
    const texts = parameters.map(({ value, taking }) => {
      if (taking === "LAZY") return undefined;
      const reduces = taking === "LIST" || taking === "STREAM";
      const dims = dimsOf(this.model, value);
      const item = reduces
        ? this.list(value, index.slice(0, dims.length - 1), gaps)
        : this.at(value, index.slice(0, dims.length));
      if (item.kind === "failed") {
        failed = true;
        if (taking !== "STREAM" || !item.breaks) breaks = false;
      } else if (item.kind === "absent") {
        if (taking === "OPTIONAL") return nothing;
        missing = true;
        lost.push(...item.lost);
      } else return reduces ? listText(item.texts) : item.texts[0];
      return "";
    });
    return { failed, breaks, missing, lost, texts, gaps };
  }

  /** The items of the innermost list that are there. It is absent itself only where its origin is. */
  private list(value: number, index: readonly number[], gaps: (readonly PlaceText[])[]): Result {
    const origin = dimsOf(this.model, value).at(-1);
    if (origin === undefined) throw new Error(`value ${value} is no item of a list`);
    const list = this.result(nodeOf(this.model, origin), index);
    if (list.kind !== "there") return list;
    const texts: string[] = [];
    let failed = false;
    for (const item of list.texts.keys()) {
      const each = this.at(value, [...index, item]);
      if (each.kind === "failed") failed = true;
      else if (each.kind === "there") texts.push(each.texts[0] ?? "");
      else if (each.lost.length > 0) gaps.push(each.lost);
    }
    return failed ? { kind: "failed", breaks: true, texts: [] } : { kind: "there", texts };
  }
}

function defined(texts: readonly (string | undefined)[]): readonly string[] {
  return texts.filter((text) => text !== undefined);
}
