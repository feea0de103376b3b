/** A node as the walker sees it. `Callee` is what the engine needs in order to call it, and means nothing here. */
export interface ProgramNode<Callee> {
  /** Its number in this program. */
  readonly index: number;
  /** The step's name. */
  readonly id: string;
  /** Full name of the message it produces. */
  readonly message: string;
  /** The same name, as the first product brought it along: where two texts are one object they compare at once. */
  seen: string;
  /** The slots its parameters are read from, in order. */
  readonly parameters: readonly number[];
  /** How many they are, and the first three once more, because nearly every step has no more. */
  readonly arity: number;
  readonly first: number;
  readonly second: number;
  readonly third: number;
  /** The slot its product goes to. */
  readonly slot: number;
  /** The nodes that cannot start without it, each once, in the plan's order. */
  readonly consumers: readonly ProgramNode<Callee>[];
  readonly callee: Callee;
  /** The log's entries for the start and the end of a first attempt. */
  readonly started: number;
  readonly completed: number;
  /** Its place among scopes and phases, where the program has a {@link Layout}. */
  place: Place<Callee> | undefined;
}

/**
 * Where the nodes of a program stand that is more than messages handed on one by one: lists and streams, what may be
 * absent, what is computed only if it is asked for.
 *
 * A *region* holds the nodes that are called equally often: the root region's once in a run, a child region's once for
 * each item of a list or stream. A run makes a *scope* of a region for each of those times, with a slot for every *cell*.
 * Never changed once made.
 */
export interface Layout<Callee> {
  readonly root: Region<Callee>;
  /** The slots that the inputs given at the start go to, in the program's order. */
  readonly inputSlots: readonly number[];
  /** What is asked for, in the root region. */
  readonly target: Cell<Callee>;
  /** How many lists lie in each other in what is asked for; a stream is given as a list. */
  readonly depth: number;
}

/** Nodes that are called equally often; see {@link Layout}. */
export interface Region<Callee> {
  readonly parent: Region<Callee> | undefined;
  /** 0 for the root region. */
  readonly depth: number;
  /** The node whose list or stream has the items; none for the root region. */
  readonly origin: ProgramNode<Callee> | undefined;
  readonly children: Region<Callee>[];
  /** By slot. Slot 0 of a child region is the item. */
  readonly cells: Cell<Callee>[];
  /** The lists and streams, in the parent region, that are gathered from this region's items. */
  readonly gathered: Cell<Callee>[];
  /** How many items may be on their way at once: what the caps of its nodes add up to. */
  width: number;
  /** Whether a run may come to ask for something of the items after they are over, so that their scopes are kept. */
  kept: boolean;
  /** What is asked for as soon as a scope is made. */
  readonly eager: Cell<Callee>[];
  /** What the slots of a new scope hold for that: of a node, how many cells of its own scope it waits for first. */
  readonly template: (number | undefined)[];
  /** Of the nodes asked for then: those that can start, and those that wait for something of further out. */
  readonly starters: ProgramNode<Callee>[];
  readonly outward: ProgramNode<Callee>[];
  /** How many cells are asked for then, and how many of those are not {@link Cell.late}. */
  eagerCount: number;
  earlyCount: number;
  /** Whether somebody has to find the scopes again: they are kept, or wait for something of further out. */
  tracked: boolean;
  /** The one node there is to call for each item of a list of the run, and to call at once, where that is all there is. */
  solo: ProgramNode<Callee> | undefined;
}

/** Where a value comes to be. */
export interface Cell<Callee> {
  readonly kind: "given" | "awaited" | "item" | "node" | "list" | "stream";
  readonly region: Region<Callee>;
  readonly slot: number;
  /** Full name of the message. */
  readonly message: string;
  /** Of a node's product, the node. */
  readonly node: ProgramNode<Callee> | undefined;
  /** Of a list or stream that is gathered, the cell of a child region whose values it is made of. */
  readonly of: Cell<Callee> | undefined;
  /** Who waits for it in its own region, and in regions inside. */
  readonly near: Edge<Callee>[];
  readonly far: Edge<Callee>[];
  /** The lists and streams, in the parent region, that are gathered from its values. */
  readonly gatheredAs: Cell<Callee>[];
  /** The parameters that read it as a stream. */
  readonly readers: StreamSource<Callee>[];
  /** Of a stream: whether it may come to be read later than it is there, so that all its items are kept. */
  kept: boolean;
  /**
   * Whether it waits for something that needs all items of a list it belongs to: then the items that come later are not
   * held up by it, since that could never end.
   */
  late: boolean;
  /** Of what is gathered: the nodes whose failures leave items out of it. */
  readonly failing: Set<ProgramNode<Callee>>;
}

/** A node that waits for a cell in one of its phases. */
export interface Edge<Callee> {
  readonly node: ProgramNode<Callee>;
  readonly phase: number;
}

/** A parameter, as it is read from the scope of its node. */
export interface Source<Callee> {
  readonly cell: Cell<Callee>;
  /** How many scopes further out the cell is. */
  readonly up: number;
  readonly form: "one" | "optional" | "list" | "stream" | "lazy";
  /**
   * Of a stream: how its producer treats this reader. It is held back by it, or it keeps for it what it has not read, or
   * all, for a reader that may start again.
   */
  reading: "held" | "kept" | "again";
}

/** A parameter that is a stream, and the node that has it. */
export interface StreamSource<Callee> extends Source<Callee> {
  readonly node: ProgramNode<Callee>;
}

/** What a node does, one after the other; each phase starts when its own sources are settled. */
export interface Phase<Callee> {
  readonly kind: "condition" | "select" | "chosen" | "call";
  /** Which of the declared conditions. */
  readonly condition: number;
  /** The parameters of its function, in order. */
  readonly sources: readonly Source<Callee>[];
  /** What it waits for, each cell once; what is given at the start is not waited for. */
  readonly waits: readonly Source<Callee>[];
}

/** A branch of a choice. */
export interface PlacedBranch<Callee> {
  readonly key: string;
  readonly node: ProgramNode<Callee>;
}

/** A node's place in its program's layout. */
export interface Place<Callee> {
  readonly region: Region<Callee>;
  readonly cell: Cell<Callee>;
  readonly phases: readonly Phase<Callee>[];
  /** The parameters of the step's function, of its fallback, and of the key of its rate limit. */
  readonly sources: readonly Source<Callee>[];
  readonly fallback: readonly Source<Callee>[];
  readonly key: readonly Source<Callee>[];
  readonly product: "one" | "optional" | "list" | "stream";
  /** The region of the items of its list or stream, where anything is done for each. */
  child: Region<Callee> | undefined;
  /** The parameters that are streams. */
  readonly streams: readonly StreamSource<Callee>[];
  readonly branches: readonly PlacedBranch<Callee>[];
  /** The most items in flight at once. */
  readonly parallelism: number;
  /** The share of items that may fail; undefined where none may. */
  readonly tolerated: number | undefined;
  /** How many items its stream is ahead at most. */
  readonly window: number;
}

/** The place of a node of a program that has a layout. */
export function placeOf<Callee>(node: ProgramNode<Callee>): Place<Callee> {
  return node.place!;
}
