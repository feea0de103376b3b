import { asks, isTrue } from "./behave.js";
import { dimsOf, type Model, type ModelNode, nodeOf, type Parameter } from "./model.js";
import { placeText, type PlaceText, type Reference } from "./reference.js";

/**
 * What an output cannot be there without, item by item. A node that lacks something it requires is decided by that, and
 * need not wait for the rest.
 */
export class Awaited {
  readonly places = new Set<PlaceText>();

  constructor(
    private readonly model: Model,
    private readonly reference: Reference,
    wanted: number,
  ) {
    this.wait(wanted, []);
  }

  /** Waits for all items of a value that begin with an index. */
  private wait(value: number, index: readonly number[]): void {
    const dims = dimsOf(this.model, value);
    const dim = dims[index.length];
    if (dim === undefined) {
      this.waitForItem(value, index);
      return;
    }
    const origin = nodeOf(this.model, dim);
    this.waitFor(origin, index);
    const list = this.reference.result(origin, index);
    if (list.kind !== "there") return;
    for (const item of list.texts.keys()) this.wait(value, [...index, item]);
  }

  private waitForItem(value: number, index: readonly number[]): void {
    if (value < this.model.inputs) return;
    const node = nodeOf(this.model, value);
    this.waitFor(node, index.slice(0, node.frame.length));
  }

  private waitFor(node: ModelNode, index: readonly number[]): void {
    const place = placeText(node.id, index);
    if (this.places.has(place)) return;
    this.places.add(place);
    for (const condition of node.conditions) {
      if (!this.waitForThose(condition.parameters, index)) return;
      const { texts } = this.reference.gather(condition.parameters, index);
      if (!isTrue(condition, texts.map(String))) return;
    }
    if (!this.waitForThose([...node.parameters, ...(node.choice?.parameters ?? [])], index)) return;
    const chosen = this.reference.chosen.get(place);
    const branch = node.choice?.branches.find(({ key }) => key === chosen);
    if (branch !== undefined) this.waitFor(nodeOf(this.model, branch.value), index);
    this.waitForAsked(node, index);
  }

  /**
   * Waits for what decides whether these are all there: all of them, or, where one alone is missing, that one.
   *
   * @returns whether none is missing.
   */
  private waitForThose(parameters: readonly Parameter[], index: readonly number[]): boolean {
    const missing = parameters.filter((parameter) => this.reference.gather([parameter], index).missing);
    if (missing.length <= 1) this.waitForAll(missing.length === 0 ? parameters : missing, index);
    return missing.length === 0;
  }

  private waitForAll(parameters: readonly Parameter[], index: readonly number[]): void {
    for (const { value, taking } of parameters) {
      const { length } = dimsOf(this.model, value);
      if (taking === "LIST" || taking === "STREAM") this.wait(value, index.slice(0, length - 1));
      else if (taking !== "LAZY") this.waitForItem(value, index.slice(0, length));
    }
  }

  /** Each message that it asks for, up to one that it throws for. */
  private waitForAsked({ parameters, behaviour }: ModelNode, index: readonly number[]): void {
    const { failed, missing, texts } = this.reference.gather(parameters, index);
    if (failed || missing) return;
    const known = texts.filter((text) => text !== undefined);
    for (const [place, { value, taking }] of parameters.entries()) {
      if (taking !== "LAZY" || !asks(behaviour, known, place)) continue;
      const item = index.slice(0, dimsOf(this.model, value).length);
      const asked = this.reference.lazily(() => {
        this.waitForItem(value, item);
        return this.reference.at(value, item);
      });
      if (asked.kind !== "there" && !behaviour.catching) return;
    }
  }
}
