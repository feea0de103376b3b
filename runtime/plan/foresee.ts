import { type Cell, type Layout, type Place, placeOf, type ProgramNode, type Region, type Source } from "./layout.js";

/**
 * Foresees what a run will ask for when: which cells as soon as their scope is there, which items have to be kept for
 * somebody who may ask later, and which must not hold up what they wait for.
 */
export function foresee<Callee>(layout: Layout<Callee>, nodes: readonly ProgramNode<Callee>[]): void {
  const eager = eagerCells(layout);
  for (const cell of eager) if (cell.kind !== "item") cell.region.eager.push(cell);
  const users = usersOf(nodes);
  for (const region of regionsBelow(layout.root)) {
    keepForLater(region, eager);
    if (region.origin) markLate(region, region.origin, users);
    for (const cell of region.gathered) noteFailing(cell);
  }
  for (const region of regionsBelow(layout.root)) prepare(region);
  for (const node of nodes) {
    for (const { cell, up } of streamsOf(node)) {
      // One reader for each item of another list, or one that may never come: nobody knows when they have all read.
      if (up > 0 || !eager.has(cellOf(node)) || placeOf(node).phases.length > 1) cell.kept = true;
    }
  }
}

/** All that is asked for whatever the run comes upon: through everything but gates. */
function eagerCells<Callee>({ target }: Layout<Callee>): ReadonlySet<Cell<Callee>> {
  const eager = new Set([target]);
  // A set takes what is added while it is walked.
  for (const cell of eager) {
    for (const { cell: needed } of placeIn(cell)?.phases[0]?.waits ?? []) eager.add(needed);
    if (cell.of) eager.add(cell.of);
    if (cell.region.origin) eager.add(cellOf(cell.region.origin));
    if (cell.of?.region.origin) eager.add(cellOf(cell.of.region.origin));
  }
  return eager;
}

/** Items are kept where something may be gathered of them that nobody has asked for yet. */
function keepForLater<Callee>(region: Region<Callee>, eager: ReadonlySet<Cell<Callee>>): void {
  if (!region.gathered.some((cell) => !eager.has(cell))) return;
  region.kept = true;
  if (region.origin) cellOf(region.origin).kept = true;
}

/** What a new scope starts with. */
function prepare<Callee>(region: Region<Callee>): void {
  region.template.push(...region.cells.map(() => undefined));
  for (const cell of region.eager) {
    const waits = placeIn(cell)?.phases[0]?.waits ?? [];
    const near = waits.filter(({ cell: wanted }) => wanted.region === region && wanted.kind !== "item").length;
    region.template[cell.slot] = near;
    region.eagerCount++;
    if (!cell.late) region.earlyCount++;
    if (!cell.node) continue;
    if (waits.some(({ up }) => up > 0)) region.outward.push(cell.node);
    else if (near === 0) region.starters.push(cell.node);
  }
  const waitsOutside = regionsBelow(region).some(({ cells, depth }) =>
    cells.some((cell) => placeIn(cell)?.phases.some(({ waits }) => waits.some(({ up }) => depth - up < region.depth))),
  );
  region.tracked = region.kept || waitsOutside;
  region.solo = soloOf(region);
}

function soloOf<Callee>({ parent, tracked, cells, eager, starters }: Region<Callee>): ProgramNode<Callee> | undefined {
  const [node] = starters;
  // In an inner region many lists are on their way at once, and share the node's cap.
  if (!node || parent?.depth !== 0 || tracked || cells.length > 2 || eager.length > 1) return undefined;
  const { phases, product } = placeOf(node);
  return phases[0]?.kind === "call" && product === "one" ? node : undefined;
}

/** By cell: the nodes that may come to use it, at once or later. */
type Users<Callee> = ReadonlyMap<Cell<Callee>, readonly ProgramNode<Callee>[]>;

function usersOf<Callee>(nodes: readonly ProgramNode<Callee>[]): Users<Callee> {
  const users = new Map<Cell<Callee>, ProgramNode<Callee>[]>();
  for (const node of nodes) {
    const { phases, branches } = placeOf(node);
    const cells = new Set([
      ...phases.flatMap(({ sources }) => sources.map(({ cell }) => cell)),
      ...branches.map((branch) => cellOf(branch.node)),
    ]);
    for (const cell of cells) {
      const known = users.get(cell);
      if (known) known.push(node);
      else users.set(cell, [node]);
    }
  }
  return users;
}

/**
 * Marks what waits, inside a list, for something made of the whole list, and the readers of its stream that do. To hold
 * the list's other items back for those would be to wait for ever.
 */
function markLate<Callee>(region: Region<Callee>, origin: ProgramNode<Callee>, users: Users<Callee>): void {
  const own = cellOf(origin);
  const whole = [...region.gathered, ...(placeOf(origin).product === "stream" ? [own] : [])];
  const after = reachedFrom(
    whole.flatMap((cell) => (cell === own ? own.readers.map((reader) => reader.node) : (users.get(cell) ?? []))),
    users,
  );
  for (const inner of regionsBelow(region)) {
    for (const cell of inner.cells) {
      const maker = makerOf(cell);
      if (maker && after.has(maker)) cell.late = true;
    }
  }
  const needsWhole = ({ cell }: Source<Callee>): boolean => {
    const maker = makerOf(cell);
    return whole.includes(cell) || (maker !== undefined && after.has(maker));
  };
  for (const stream of whole) {
    for (const source of stream.readers) {
      const others = placeOf(source.node)
        .phases.flatMap(({ sources }) => sources)
        .filter((each) => each !== source);
      if (source.reading === "held" && (stream.of?.late || others.some(needsWhole))) source.reading = "kept";
    }
  }
}

function reachedFrom<Callee>(
  start: readonly ProgramNode<Callee>[],
  users: Users<Callee>,
): ReadonlySet<ProgramNode<Callee>> {
  const reached = new Set(start);
  for (const node of reached) {
    for (const cell of cellsMadeBy(node)) for (const user of users.get(cell) ?? []) reached.add(user);
    // What is called for each item of its list comes after it, also where it takes nothing of the item.
    for (const { cells } of placeOf(node).child ? regionsBelow(placeOf(node).child!) : []) {
      for (const { node: inner } of cells) if (inner) reached.add(inner);
    }
  }
  return reached;
}

/** A node's own cell, the items of its list, and what is gathered of any of those, however far out. */
function cellsMadeBy<Callee>(node: ProgramNode<Callee>): ReadonlySet<Cell<Callee>> {
  const { cell, child } = placeOf(node);
  const made = new Set([cell, ...(child?.cells.slice(0, 1) ?? [])]);
  for (const each of made) for (const gathered of each.gatheredAs) made.add(gathered);
  return made;
}

/** The node that makes a cell's value, be it gathered or an item. */
function makerOf<Callee>(cell: Cell<Callee>): ProgramNode<Callee> | undefined {
  if (cell.node) return cell.node;
  return cell.of ? makerOf(cell.of) : cell.region.origin;
}

/** The nodes, of the items' region and those around it, without which a gathered cell lacks an item. */
function noteFailing<Callee>(gathered: Cell<Callee>): void {
  const start = gathered.of;
  if (!start) return;
  const cells = new Set([start]);
  for (const cell of cells) {
    // A list lacks what has failed of its items, but is there; it is not where its own step has failed.
    if (cell.of) cells.add(cellOf(cell.of.region.origin!));
    if (cell.node) gathered.failing.add(cell.node);
    for (const { sources } of placeIn(cell)?.phases ?? [])
      for (const { cell: needed } of sources.filter(isRequired)) {
        if (start.region.depth >= needed.region.depth) cells.add(needed);
      }
    for (const branch of placeIn(cell)?.branches ?? []) cells.add(cellOf(branch.node));
  }
}

/** Whether a node is not called without what it takes. */
function isRequired({ form }: Source<unknown>): boolean {
  return form !== "optional" && form !== "lazy";
}

function regionsBelow<Callee>(region: Region<Callee>): readonly Region<Callee>[] {
  return [region, ...region.children.flatMap((child) => regionsBelow(child))];
}

function streamsOf<Callee>(node: ProgramNode<Callee>): readonly Source<Callee>[] {
  return placeOf(node).streams;
}

function placeIn<Callee>(cell: Cell<Callee>): Place<Callee> | undefined {
  return cell.node?.place;
}

function cellOf<Callee>(node: ProgramNode<Callee>): Cell<Callee> {
  return placeOf(node).cell;
}
