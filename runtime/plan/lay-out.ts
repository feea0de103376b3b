import { type Argument, Cardinality, type Node, type Plan } from "../../generated/protograph/v1/plan_pb.js";
import { defaults } from "../../proto/contract/options.js";
import {
  type Cell,
  type Layout,
  type Phase,
  type Place,
  placeOf,
  type ProgramNode,
  type Region,
  type Source,
} from "./layout.js";
import { foresee } from "./foresee.js";
import { valuesOf } from "../../proto/contract/values.js";

const forms = {
  [Cardinality.UNSPECIFIED]: "one",
  [Cardinality.ONE]: "one",
  [Cardinality.OPTIONAL]: "optional",
  [Cardinality.LIST]: "list",
  [Cardinality.STREAM]: "stream",
  [Cardinality.LAZY]: "lazy",
} as const;

/**
 * Lays out what a plan says of the nodes of a program: regions, cells, and the phases of each node.
 *
 * @param output the number of the output's value.
 * @param nodes the program's nodes, in the plan's order; each is given its place.
 */
export function layOut<Callee>(plan: Plan, output: number, nodes: readonly ProgramNode<Callee>[]): Layout<Callee> {
  return new LayOut(plan, nodes).make(output);
}

class LayOut<Callee> {
  private readonly root: Region<Callee> = newRegion<Callee>(undefined, undefined);
  /** By number of the value: the cell of an input, or a node. */
  private readonly values = new Map<number, Cell<Callee> | ProgramNode<Callee>>();
  private readonly planned = new Map<string, { readonly node: Node; readonly value: number }>();

  constructor(
    private readonly plan: Plan,
    private readonly nodes: readonly ProgramNode<Callee>[],
  ) {
    for (const [position, node] of plan.nodes.entries()) {
      this.planned.set(node.id, { node, value: plan.inputs.length + position });
    }
  }

  make(output: number): Layout<Callee> {
    const inputSlots = this.addInputs(output);
    for (const node of this.nodes) this.addNode(node);
    const { target, depth } = this.target(output);
    const layout = { root: this.root, inputSlots, target, depth };
    foresee(layout, this.nodes);
    return layout;
  }

  private addInputs(output: number): number[] {
    const needed = new Set([output, ...this.nodes.flatMap(({ id }) => valuesOf(this.plannedNode(id)))]);
    const slots: number[] = [];
    for (const [value, { message, awaited }] of this.plan.inputs.entries()) {
      if (!needed.has(value)) continue;
      const cell = newCell(awaited ? "awaited" : "given", this.root, message);
      this.values.set(value, cell);
      if (!awaited) slots.push(cell.slot);
    }
    return slots;
  }

  private addNode(node: ProgramNode<Callee>): void {
    const planned = this.plannedNode(node.id);
    const region = this.regionOf(planned);
    const cell = newCell("node", region, node.message, { node });
    const read = (given: readonly Argument[]) => given.map((argument) => this.source(argument, region));
    const sources = read(planned.arguments);
    const fallback = read(planned.fallback);
    const key = read(planned.rateLimitKey);
    const phases: Phase<Callee>[] = planned.conditions.map((condition, index) =>
      toPhase("condition", read(condition.arguments), index),
    );
    const branches = (planned.choice?.branches ?? []).map((branch) => ({
      key: branch.key,
      node: this.values.get(branch.value) as ProgramNode<Callee>,
    }));
    if (planned.choice) {
      phases.push(toPhase("select", read(planned.choice.arguments)), toPhase("chosen", []));
    } else phases.push(toPhase("call", [...sources, ...fallback, ...key]));
    const { policies, product } = planned;
    const form = forms[product?.cardinality ?? Cardinality.ONE];
    node.place = {
      region,
      cell,
      phases,
      sources,
      fallback,
      key,
      product: form === "lazy" ? "one" : form,
      child: undefined,
      streams: sources.flatMap((source) => (source.form === "stream" ? Object.assign(source, { node }) : [])),
      branches,
      parallelism: orElse(policies?.parallelism, defaults.parallelism),
      tolerated: policies?.itemFailure?.tolerated,
      window: orElse(policies?.window, defaults.window),
    } satisfies Place<Callee>;
    for (const source of node.place.streams) {
      // A step may read two streams in any order, its next attempt reads all again, and so does its call for another item.
      if ((policies?.retry?.attempts ?? 1) > 1) source.reading = "again";
      else if (node.place.streams.length > 1 || source.up > 0) source.reading = "kept";
      source.cell.readers.push(source);
    }
    region.width += node.place.parallelism;
    this.connect(node, node.place);
    this.values.set(this.planned.get(node.id)?.value ?? -1, node);
  }

  private connect(node: ProgramNode<Callee>, { region, phases, branches }: Place<Callee>): void {
    for (const [phase, { waits }] of phases.entries()) {
      for (const { cell } of waits) (cell.region === region ? cell.near : cell.far).push({ node, phase });
    }
    for (const branch of branches) placeOf(branch.node).cell.near.push({ node, phase: phases.length - 1 });
  }

  private regionOf({ liftedOver }: Node): Region<Callee> {
    const origin = liftedOver.at(-1);
    return origin === undefined ? this.root : this.childOf(this.values.get(origin) as ProgramNode<Callee>);
  }

  /** The region of the items of a node's list or stream. */
  private childOf(origin: ProgramNode<Callee>): Region<Callee> {
    const place = placeOf(origin);
    if (!place.child) {
      place.child = newRegion(place.region, origin);
      newCell("item", place.child, origin.message);
    }
    return place.child;
  }

  private source({ value, cardinality }: Argument, region: Region<Callee>): Source<Callee> {
    const form = forms[cardinality];
    const cell = form === "list" || form === "stream" ? this.all(value, form) : this.one(value);
    return { cell, up: region.depth - cell.region.depth, form, reading: "held" };
  }

  /** The cell of one of a value. */
  private one(value: number): Cell<Callee> {
    const found = this.values.get(value)!;
    if ("kind" in found) return found;
    const { product, cell } = placeOf(found);
    return product === "list" || product === "stream" ? this.childOf(found).cells[0]! : cell;
  }

  /** The cell of all of a value, of the innermost list that it is an item of. */
  private all(value: number, form: "list" | "stream"): Cell<Callee> {
    const node = this.values.get(value) as ProgramNode<Callee>;
    const { product, cell } = placeOf(node);
    if (product === "list" || (product === "stream" && form === "stream")) return cell;
    return gather(this.one(value), form);
  }

  private target(output: number): { target: Cell<Callee>; depth: number } {
    const found = this.values.get(output)!;
    if ("kind" in found) return { target: found, depth: 0 };
    const { product, region } = placeOf(found);
    let target = product === "list" || product === "stream" ? this.all(output, "list") : placeOf(found).cell;
    const depth = region.depth + (target === placeOf(found).cell && product !== "list" ? 0 : 1);
    while (target.region.parent) target = gather(target, "list");
    return { target, depth };
  }

  private plannedNode(id: string): Node {
    return this.planned.get(id)!.node;
  }
}

function newRegion<Callee>(
  parent: Region<Callee> | undefined,
  origin: ProgramNode<Callee> | undefined,
): Region<Callee> {
  const region: Region<Callee> = {
    parent,
    origin,
    depth: parent ? parent.depth + 1 : 0,
    children: [],
    cells: [],
    gathered: [],
    width: 0,
    kept: false,
    eager: [],
    template: [],
    starters: [],
    outward: [],
    eagerCount: 0,
    earlyCount: 0,
    tracked: false,
    solo: undefined,
  };
  parent?.children.push(region);
  return region;
}

function newCell<Callee>(
  kind: Cell<Callee>["kind"],
  region: Region<Callee>,
  message: string,
  { node, of }: Partial<Pick<Cell<Callee>, "node" | "of">> = {},
): Cell<Callee> {
  const cell: Cell<Callee> = {
    kind,
    region,
    slot: region.cells.length,
    message,
    node,
    of,
    near: [],
    far: [],
    gatheredAs: [],
    readers: [],
    kept: false,
    late: false,
    failing: new Set(),
  };
  region.cells.push(cell);
  return cell;
}

/** The list or stream of a cell's values, in the region around its own. */
function gather<Callee>(of: Cell<Callee>, kind: "list" | "stream"): Cell<Callee> {
  const known = of.gatheredAs.find((each) => each.kind === kind);
  if (known) return known;
  const cell = newCell(kind, of.region.parent!, of.message, { of });
  of.gatheredAs.push(cell);
  of.region.gathered.push(cell);
  return cell;
}

function toPhase<Callee>(
  kind: Phase<Callee>["kind"],
  sources: readonly Source<Callee>[],
  condition = -1,
): Phase<Callee> {
  const waits = new Map<Cell<Callee>, Source<Callee>>();
  for (const source of sources) {
    const isThere = source.form === "lazy" || source.cell.kind === "given";
    if (!isThere && !waits.has(source.cell)) waits.set(source.cell, source);
  }
  return { kind, condition, sources, waits: [...waits.values()] };
}

/** What a plan says, or what the engine takes where it says nothing. */
function orElse(planned: number | undefined, own: number): number {
  return planned === undefined || planned === 0 ? own : planned;
}
