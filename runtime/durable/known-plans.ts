import { comparePlans } from "../../proto/contract/compare/compare-plans.js";
import type { PlanSide } from "../../proto/contract/compare/comparison.js";
import { StoreUnavailableError } from "../store/errors.js";
import type { PlanMove, PlanStore, WaitingPlan } from "../store/stored-plan.js";
import { digestOf, type DurableGraph } from "./durable-graph.js";
import { planSideOf, readStoredPlan, toStoredPlan } from "./plan-record.js";

export interface KnownPlansParts {
  readonly store: PlanStore;
  /** Asks the store until it answers. */
  readonly untilAnswered: (ask: () => Promise<void>) => Promise<void>;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A graph, with the plans whose runs go on with it, by their digests. */
interface Known {
  readonly graph: DurableGraph;
  readonly moves: Map<string, PlanMove>;
  /** Plans whose runs do not. */
  readonly pinned: Set<string>;
}

/**
 * The graphs of this process, and which plans of earlier or other releases they can go on with: by the rule that
 * `protograph diff` goes by, applied to the plans as they are kept.
 */
export class KnownPlans {
  private readonly known = new Map<string, Known>();
  /** By digest, plans as they were kept: read once, however many runs are taken up that were on them. */
  private readonly earlier = new Map<string, PlanSide>();
  private keeping: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: KnownPlansParts) {}

  /** Has a graph's runs be taken up here, and its plan be kept. */
  add(graph: DurableGraph): void {
    const { graph: name, digest } = graph.plan;
    const before = this.known.get(name);
    if (before?.graph === graph) return;
    if (before?.graph.plan.digest === digest) {
      this.known.set(name, { ...before, graph });
      return;
    }
    const own = digestOf(graph.plan);
    const moves = new Map([[textOf(own), { from: own, to: own, release: graph.release }]]);
    this.known.set(name, { graph, moves, pinned: new Set() });
    const { store, untilAnswered } = this.parts;
    const kept = untilAnswered(() => store.keepPlan(toStoredPlan(graph)));
    this.keeping = Promise.all([this.keeping, kept]);
    this.keeping.catch(() => undefined);
  }

  graph(name: string): DurableGraph | undefined {
    return this.known.get(name)?.graph;
  }

  get names(): readonly string[] {
    return [...this.known.keys()];
  }

  get graphs(): readonly DurableGraph[] {
    return [...this.known.values()].map(({ graph }) => graph);
  }

  /** Settled when the plans of all graphs are kept: no run of theirs is, before. */
  async kept(): Promise<void> {
    await this.keeping;
  }

  /** Which runs these graphs go on with. */
  moves(graphs: readonly string[]): readonly PlanMove[] {
    return graphs.flatMap((name) => [...(this.known.get(name)?.moves.values() ?? [])]);
  }

  /** The plans of these graphs that have been judged: their digests. */
  judged(graphs: readonly string[]): readonly Uint8Array[] {
    return graphs.flatMap((name) => {
      const { moves, pinned } = this.known.get(name) ?? {};
      return [...(moves?.keys() ?? []), ...(pinned ?? [])].map((text) => Buffer.from(text, "hex"));
    });
  }

  /**
   * Judges plans that are not known yet; says once of each that its runs are left to others.
   *
   * @returns whether runs of one of them can go on here.
   */
  async learn(plans: readonly WaitingPlan[]): Promise<boolean> {
    let accepted = false;
    for (const waiting of plans) {
      const { digest, graph: name, release, runs } = waiting;
      const known = this.known.get(name);
      if (!known) continue;
      const pins = await this.pins(digest, known.graph);
      const text = textOf(digest);
      if (!pins) {
        known.moves.set(text, { from: digest, to: digestOf(known.graph.plan), release: known.graph.release });
        accepted = true;
        continue;
      }
      known.pinned.add(text);
      this.parts.warn(`runs of ${name} are left to a process of the release that they were started with`, {
        runs,
        plan: text.slice(0, 12),
        ...(release !== "" && { release }),
        because: pins,
      });
    }
    return accepted;
  }

  /** A plan that was kept, to be compared; `undefined` where it was not. */
  async sideOf(digest: Uint8Array): Promise<PlanSide | undefined> {
    const text = textOf(digest);
    const known = this.earlier.get(text);
    if (known) return known;
    const stored = await this.parts.store.plan(digest);
    if (!stored) return undefined;
    const side = readStoredPlan(stored);
    this.earlier.set(text, side);
    return side;
  }

  /** Why runs of a plan cannot go on with a graph; `undefined` where they can. */
  private async pins(digest: Uint8Array, graph: DurableGraph): Promise<readonly string[] | undefined> {
    let old: PlanSide | undefined;
    try {
      old = await this.sideOf(digest);
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      return [`their plan cannot be read: ${error instanceof Error ? error.message : "it is damaged"}`];
    }
    if (!old) return ["their plan is not kept"];
    const { runs, reasons, steps } = comparePlans(old, planSideOf(graph));
    if (runs !== "pin") return undefined;
    const breaking = Object.entries(steps).flatMap(([step, { reasons: found }]) =>
      found.filter(({ weight }) => weight === "breaking").map(({ message }) => `${step} ${message}`),
    );
    return [...reasons.filter(({ weight }) => weight === "breaking").map(({ message }) => message), ...breaking];
  }
}

function textOf(digest: Uint8Array): string {
  return Buffer.from(digest).toString("hex");
}
