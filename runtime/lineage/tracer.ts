import { create, type DescMessage, isMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Cardinality, type Node } from "../../generated/protograph/v1/plan_pb.js";
import {
  type TraceContent,
  TraceContentSchema,
  type TraceEnvelope,
  TraceEnvelopeSchema,
  type TraceParent,
} from "../../generated/protograph/v1/trace_pb.js";
import { messageHash } from "../canonical/hash.js";
import type { StepContext } from "../dsl/step.js";
import { type Clock, systemClock } from "../engine/clock.js";
import type { CompiledGraph } from "../engine/compiled-graph.js";
import { consoleLog, type Log } from "../engine/log.js";
import { MemoryTraceStore } from "./memory-trace-store.js";
import type { TraceStore } from "./trace-store.js";

/** How traces are kept; everything may be left out. */
export interface TraceOptions {
  /** In memory, 10,000 messages, where it is left out. */
  readonly store?: TraceStore;
  /**
   * Where the content of a message is: in its envelope, `"inline"`; in the store, by its hash, `"reference"`; or, where it is
   * left out, inline up to so many bytes: 4,096.
   */
  readonly content?: "inline" | "reference" | { readonly inlineUpTo: number };
  /** Kept with each message, to find it again. */
  readonly meta?: Readonly<Record<string, string>>;
  /** Defaults to the platform's time. */
  readonly clock?: Pick<Clock, "now">;
  /** Where it is said that a store fails; defaults to warnings on the console. */
  readonly log?: Log;
}

/** A message, by itself or by its id in a trace. */
export type Traced = Message | string;

/** What a message came from. */
export interface Lineage {
  /** The message, and all that it was made of, the nearest first. */
  readonly items: readonly TraceEnvelope[];
  /** Of those, the ones that were made of nothing: inputs from outside. */
  readonly leaves: readonly TraceEnvelope[];
}

/**
 * Notes what each message was made of: give it to a flow (`trace`), or have it follow a graph.
 *
 * A message has an id by the step and run that made it, `RUN/Step`, with its place in a list behind it; an input is
 * `RUN/full.Name`. A step that is tried again makes the same message again. What a step takes lazily or as a stream counts as
 * taken whole.
 *
 * What always holds: to trace never fails or delays a run; a store that fails is told of in the log.
 *
 * @example
 * const trace = new Tracer();
 * const orders = new Orders(services, { trace });
 * const { delivery } = await orders.run(request);
 * const { leaves } = await trace.lineage(delivery);
 */
export class Tracer {
  private readonly store: TraceStore;
  private readonly options: TraceOptions;
  private readonly inlineUpTo: number;
  private readonly ids = new WeakMap<Message, string>();

  constructor(options: TraceOptions = {}) {
    const { content = { inlineUpTo: 4_096 } } = options;
    this.options = options;
    this.store = options.store ?? new MemoryTraceStore();
    this.inlineUpTo = content === "inline" ? Infinity : content === "reference" ? -1 : content.inlineUpTo;
  }

  /** Notes what the steps of a graph return; to be called before its first run. */
  follow(graph: CompiledGraph): void {
    for (const node of graph.plan.nodes) {
      if (node.choice) continue;
      graph.tap(node.id, (returned, taken, ctx) => {
        this.guarded(() => this.returned(graph, node, returned, taken, ctx));
        return undefined;
      });
    }
  }

  /** Notes that a message was made of another on its way from graph to graph. */
  carried(made: Carried): void {
    this.guarded(() => {
      const { schema, message, of, ...origin } = made;
      const parent = this.knownOr(of.message, of.schema, origin.runId);
      this.note(schema, message, `${origin.runId}/${origin.handoff}`, [parent], {
        graph: origin.flow,
        runId: origin.runId,
        nodeId: origin.handoff,
      });
    });
  }

  /** The envelope of a message; `undefined` for one that was not noted, or is forgotten. */
  async envelope(traced: Traced): Promise<TraceEnvelope | undefined> {
    const id = typeof traced === "string" ? traced : this.ids.get(traced);
    return id === undefined ? undefined : this.store.get(id);
  }

  /** The bytes of a message, wherever its envelope says that they are. */
  async content({ content }: TraceEnvelope): Promise<Uint8Array | undefined> {
    if (content?.form.case === "inline") return content.form.value;
    return content?.form.case === "reference" ? this.store.contentOf(content.form.value.hash) : undefined;
  }

  /** Walks from a message back to the inputs that it was made of. What is forgotten ends the walk there. */
  async lineage(traced: Traced): Promise<Lineage> {
    const items = await this.walk(traced, ({ parents }) => parents.map(({ itemId }) => itemId));
    return { items, leaves: items.filter(({ parents }) => parents.length === 0) };
  }

  /** Walks from a message to all that was made of it, the nearest first. */
  async descendants(traced: Traced): Promise<readonly TraceEnvelope[]> {
    const items = await this.walk(traced, ({ itemId }) => this.store.madeOf(itemId));
    return items.slice(1);
  }

  private async walk(
    from: Traced,
    next: (envelope: TraceEnvelope) => readonly string[] | Promise<readonly string[]>,
  ): Promise<readonly TraceEnvelope[]> {
    const first = await this.envelope(from);
    const found = new Map(first && [[first.itemId, first]]);
    for (const envelope of found.values()) {
      for (const id of await next(envelope)) {
        const other = found.has(id) ? undefined : await this.store.get(id);
        if (other) found.set(id, other);
      }
    }
    return [...found.values()];
  }

  private returned(
    graph: CompiledGraph,
    node: Node,
    returned: unknown,
    taken: readonly unknown[],
    { runId, itemIndex }: StepContext,
  ): void {
    const schema = graph.schemaOf(node.product?.message ?? "");
    if (schema === undefined || returned === undefined) return;
    const place = itemIndex.map((index) => `[${index}]`).join("");
    const id = `${runId}/${node.id}${place}`;
    const parents = node.arguments.flatMap((argument, at) => this.parentsOf(graph, runId, taken[at], argument));
    const origin = { graph: graph.plan.graph, runId, nodeId: node.id, itemIndex: [...itemIndex] };
    if (isMessage(returned)) this.note(schema, returned, id, parents, origin);
    else if (Array.isArray(returned)) {
      for (const [at, item] of (returned as readonly unknown[]).entries()) {
        const inList = { ...origin, itemIndex: [...itemIndex, at] };
        if (isMessage(item)) this.note(schema, item, `${id}[${at}]`, parents, inList);
      }
    } else this.note(schema, undefined, id, parents, origin);
  }

  /** What stands behind a parameter: messages that are there, or what a step has made, or is making, for it. */
  private parentsOf(
    graph: CompiledGraph,
    runId: string,
    taken: unknown,
    { message, value }: Node["arguments"][number],
  ): readonly TraceParent[] {
    const maker = graph.plan.nodes[value - graph.plan.inputs.length];
    const schema = graph.schemaOf(message);
    if (taken === undefined || schema === undefined) return [];
    if (Array.isArray(taken)) {
      return taken.flatMap((item: unknown) => (isMessage(item) ? [this.taken(graph, runId, item, schema, maker)] : []));
    }
    // A stream, or what is made when the step asks for it.
    if (!isMessage(taken)) return [parent(`${runId}/${maker?.id ?? message}`, message)];
    return [this.taken(graph, runId, taken, schema, maker)];
  }

  private taken(
    graph: CompiledGraph,
    runId: string,
    message: Message,
    schema: DescMessage,
    maker: Node | undefined,
  ): TraceParent {
    if (maker === undefined || this.ids.has(message)) return this.knownOr(message, schema, runId);
    // Nobody has seen it returned: an item of a stream, or what answers for a step, from its fallback or from a store.
    const id = `${runId}/${maker.id}`;
    this.ids.set(message, id);
    if (maker.product?.cardinality === Cardinality.STREAM) return parent(id, schema.typeName);
    const parents = maker.arguments.map(({ message: of, value }) =>
      parent(`${runId}/${graph.plan.nodes[value - graph.plan.inputs.length]?.id ?? of}`, of),
    );
    this.note(schema, message, id, parents, { graph: graph.plan.graph, runId, nodeId: maker.id });
    return parent(id, schema.typeName);
  }

  /** A message that nobody is known to have made is an input. */
  private knownOr(message: Message, schema: DescMessage, runId: string): TraceParent {
    const known = this.ids.get(message) ?? `${runId}/${schema.typeName}`;
    if (!this.ids.has(message)) this.note(schema, message, known, [], undefined);
    return parent(known, schema.typeName);
  }

  private note(
    schema: DescMessage,
    message: Message | undefined,
    itemId: string,
    parents: readonly TraceParent[],
    origin: { graph: string; runId: string; nodeId: string; itemIndex?: number[] } | undefined,
  ): void {
    if (message) this.ids.set(message, itemId);
    const content = message && this.contentOf(schema, message);
    const envelope = create(TraceEnvelopeSchema, {
      traceId: itemId.slice(0, itemId.indexOf("/")),
      itemId,
      messageType: schema.typeName,
      ...(content && { content }),
      parents: [...parents],
      ...(origin && { origin }),
      occurredAt: timestampFromMs((this.options.clock ?? systemClock).now()),
      meta: { ...this.options.meta },
    });
    this.guarded(() => this.store.put(envelope));
  }

  private contentOf(schema: DescMessage, message: Message): TraceContent {
    const bytes = toBinary(schema, message);
    if (bytes.length <= this.inlineUpTo) {
      return create(TraceContentSchema, { form: { case: "inline", value: bytes } });
    }
    const hash = messageHash(schema, message);
    this.guarded(() => this.store.putContent(hash, bytes));
    return create(TraceContentSchema, { form: { case: "reference", value: { hash, size: BigInt(bytes.length) } } });
  }

  /** Whatever fails here is nobody's run's. */
  private guarded(act: () => Promise<void> | void): void {
    const failed = (error: unknown) => {
      try {
        (this.options.log ?? consoleLog("warn")).warn("a message could not be traced", { error });
      } catch {
        // There is nowhere left to say so.
      }
    };
    try {
      act()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** A message that was read as another, or mapped to one, between two graphs. */
export interface Carried {
  readonly schema: DescMessage;
  readonly message: Message;
  readonly of: { readonly schema: DescMessage; readonly message: Message };
  readonly flow: string;
  readonly runId: string;
  readonly handoff: string;
}

function parent(itemId: string, messageType: string): TraceParent {
  return { $typeName: "protograph.v1.TraceParent", itemId, messageType };
}
