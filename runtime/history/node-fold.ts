import { type ItemCounts, type RunEvent, SkipReason } from "../../generated/protograph/v1/event_pb.js";
import type { Failure } from "../../generated/protograph/v1/failure_pb.js";
import { type ItemSnapshot, type NodeSnapshot, NodeState } from "../../generated/protograph/v1/snapshot_pb.js";
import { type StepEventType, typeOf } from "./event-types.js";
import { itemTransitions, nodeTransitions } from "./transitions.js";

type Part = Omit<ItemSnapshot, "$typeName" | "$unknown" | "index" | "failure"> & { failure: Failure | undefined };

const noBytes = new Uint8Array();

/** A node, or an item of one, on its way through its states. */
abstract class PartFold {
  protected part: Part = {
    state: NodeState.PENDING,
    logicalAttempt: 0,
    outputHash: noBytes,
    skipReason: SkipReason.UNSPECIFIED,
    failure: undefined,
    choice: "",
    absent: false,
    fallback: false,
  };

  get state(): NodeState {
    return this.part.state;
  }

  protected restore({ state, logicalAttempt, outputHash, skipReason, failure, choice, absent, fallback }: Part): void {
    this.part = { state, logicalAttempt, outputHash, skipReason, failure, choice, absent, fallback };
  }

  protected contents(): Omit<Part, "failure"> & { failure?: Failure } {
    const { failure, ...rest } = this.part;
    return failure === undefined ? rest : { ...rest, failure };
  }

  /** @returns why the event cannot have happened, and then nothing has changed. */
  protected step({ payload, logicalAttempt }: RunEvent, transitions: typeof nodeTransitions): string | undefined {
    const { part } = this;
    const type = typeOf(payload.case ?? "stepStarted") as StepEventType;
    const next = transitions[part.state][type];
    if (next === undefined) return `it is ${NodeState[part.state]}`;
    const unheard = transitions === itemTransitions && part.state === NodeState.PENDING;
    switch (payload.case) {
      case "stepStarted":
        if (logicalAttempt <= part.logicalAttempt) return `attempt ${part.logicalAttempt} has started before`;
        part.logicalAttempt = logicalAttempt;
        break;
      case "stepCompleted":
      case "stepFailed":
      case "stepRetried":
        if (unheard ? logicalAttempt <= part.logicalAttempt : logicalAttempt !== part.logicalAttempt) {
          return `it is in attempt ${part.logicalAttempt}`;
        }
        part.logicalAttempt = logicalAttempt;
        break;
      case "stepChosen":
        if (part.choice !== "" && part.choice !== payload.value.choice) return `it has chosen ${part.choice} before`;
        break;
      default:
        break;
    }
    part.state = next;
    this.note(payload);
    return undefined;
  }

  private note(payload: RunEvent["payload"]): void {
    const { part } = this;
    switch (payload.case) {
      case "stepCompleted":
        part.outputHash = payload.value.outputHash;
        part.absent = payload.value.absent;
        part.fallback = payload.value.fallback;
        part.failure = undefined;
        break;
      case "stepFailed":
      case "stepRetried":
        part.failure = payload.value.failure;
        break;
      case "stepSkipped":
        part.skipReason = payload.value.reason;
        break;
      case "stepChosen":
        part.choice = payload.value.choice;
        break;
      case "stepRestored":
        part.outputHash = payload.value.outputHash;
        part.absent = payload.value.absent;
        part.failure = undefined;
        break;
      default:
        break;
    }
  }
}

/** A node as a whole, with the items that have events of their own. */
export class NodeFold extends PartFold {
  private counts: ItemCounts | undefined;
  /** Made with the first of them: most nodes have none. */
  private items: Map<string, ItemFold> | undefined;

  constructor(readonly id: string) {
    super();
  }

  static from(snapshot: NodeSnapshot): NodeFold {
    const node = new NodeFold(snapshot.id);
    node.restore({ ...snapshot, failure: snapshot.failure });
    node.counts = snapshot.counts;
    if (snapshot.items.length > 0) {
      node.items = new Map(snapshot.items.map((item) => [item.index.join(), ItemFold.of(item)]));
    }
    return node;
  }

  /** A node as it is, under another id. */
  static renamed(node: NodeFold | undefined, id: string): NodeFold {
    return node ? NodeFold.from({ ...node.snapshot(), id }) : new NodeFold(id);
  }

  /** @returns why the event cannot have happened, and then nothing has changed. */
  take(event: RunEvent): string | undefined {
    if (event.itemIndex.length > 0) return this.takeOfItem(event);
    const fault = this.step(event, nodeTransitions);
    if (fault !== undefined) return `node ${this.id}: ${fault}`;
    if (event.payload.case === "stepCompleted") this.counts = event.payload.value.items;
    return undefined;
  }

  /** It runs anew: only what it has chosen, and how often it was tried, is kept. */
  anew(): void {
    const { choice, logicalAttempt } = this.part;
    this.restore({
      state: nodeTransitions[this.part.state].Anew ?? this.part.state,
      logicalAttempt,
      outputHash: noBytes,
      skipReason: SkipReason.UNSPECIFIED,
      failure: undefined,
      choice,
      absent: false,
      fallback: false,
    });
    this.counts = undefined;
    this.items = undefined;
  }

  snapshot(): NodeSnapshot {
    const snapshot: NodeSnapshot = {
      $typeName: "protograph.v1.NodeSnapshot",
      id: this.id,
      ...this.contents(),
      items: this.items ? [...this.items.values()].sort((a, b) => a.compare(b)).map((item) => item.snapshot()) : [],
    };
    if (this.counts) snapshot.counts = this.counts;
    return snapshot;
  }

  private takeOfItem(event: RunEvent): string | undefined {
    const name = event.itemIndex.join();
    if (this.state !== NodeState.PENDING && this.state !== NodeState.RUNNING) {
      return `item ${name} of node ${this.id}: the node is ${NodeState[this.state]}`;
    }
    const known = this.items?.get(name);
    const item = known ?? new ItemFold(event.itemIndex);
    const fault = item.take(event);
    if (fault !== undefined) return `item ${name} of node ${this.id}: ${fault}`;
    if (known === undefined) (this.items ??= new Map<string, ItemFold>()).set(name, item);
    return undefined;
  }
}

class ItemFold extends PartFold {
  constructor(private readonly index: readonly number[]) {
    super();
  }

  static of(snapshot: ItemSnapshot): ItemFold {
    const item = new ItemFold(snapshot.index);
    item.restore({ ...snapshot, failure: snapshot.failure });
    return item;
  }

  compare(other: ItemFold): number {
    const [a, b] = [this, other];
    for (let depth = 0; depth < Math.min(a.index.length, b.index.length); depth++) {
      const difference = (a.index[depth] ?? 0) - (b.index[depth] ?? 0);
      if (difference !== 0) return difference;
    }
    return a.index.length - b.index.length;
  }

  take(event: RunEvent): string | undefined {
    return this.step(event, itemTransitions);
  }

  snapshot(): ItemSnapshot {
    return { $typeName: "protograph.v1.ItemSnapshot", index: [...this.index], ...this.contents() };
  }
}
