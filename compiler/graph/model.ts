import type { Policies } from "../../generated/protograph/v1/plan_pb.js";
import type { Span } from "../diagnostics/diagnostic.js";
import type {
  DeclaredDurability,
  ListKey,
  MessageRef,
  PortDeclaration,
  StepDeclaration,
} from "../source/declarations.js";

/** How many of a message a parameter takes or a step returns: the table of the language. */
export type Cardinality = "one" | "optional" | "list" | "stream" | "lazy";

/** A message and how many of it. */
export interface Shape {
  readonly message: MessageRef;
  readonly cardinality: Cardinality;
}

/** A parameter after ctx, read by the table of the language. */
export interface ResolvedParameter {
  readonly name: string;
  /** Where the type is written. */
  readonly span: Span;
  /** Absent where the type has no meaning or could not be read; that has its diagnostic already. */
  readonly shape: Shape | undefined;
}

/** A step whose types have been read by the table of the language. */
export interface ResolvedStep {
  readonly declaration: StepDeclaration;
  readonly parameters: readonly ResolvedParameter[];
  readonly product: Shape | undefined;
  readonly productSpan: Span;
  /** The short names of the messages it seems to be meant to produce, should what it produces not be known. */
  readonly meant: readonly string[] | "anything";
}

/** A function beside a step, read by the table of the language: a predicate, a selector, a fallback, a key. */
export interface ResolvedFunction {
  /** Those after ctx, where it takes one. */
  readonly parameters: readonly ResolvedParameter[];
  /** What a fallback returns; absent for the others, which return no message. */
  readonly product: Shape | undefined;
  /** Where the return type is written. */
  readonly productSpan: Span;
  /** Its name, or the function where it has none. */
  readonly span: Span;
}

/** A step with what is put around it: in a graph on its own, or as a branch of a choice. */
export interface StepUse {
  /** The step's name in this graph; of a branch, `Classification/fast`. */
  readonly id: string;
  readonly step: ResolvedStep;
  readonly version: string;
  readonly policies: Policies;
  /** The step runs only where this is true. */
  readonly when: ResolvedFunction | undefined;
  /** Answers for the step when it has failed for good. */
  readonly fallback: ResolvedFunction | undefined;
  /** Gives each call the key of its rate limit. */
  readonly rateLimitKey: ResolvedFunction | undefined;
  /** Where the options that were written have their keys: \`breaker\` …; \`span\`, where they are written elsewhere. */
  readonly optionSpans: ReadonlyMap<string, Span>;
  /** Whether an option has a fault, so that nothing is to be concluded from its options. */
  readonly faulty: boolean;
  /** Where the graph, or the choice, lists it. */
  readonly span: Span;
}

/** One of the steps of a choice. */
export interface Branch extends StepUse {
  /** What the selector returns to choose it. */
  readonly key: string;
  readonly keySpan: Span;
}

/**
 * What a message is needed for:
 *
 * - `argument`: a parameter of the step itself, or of a branch's step
 * - `condition`: a parameter of the function of `when`
 * - `selector`: a parameter of a choice's `by`
 * - `fallback`, `key`: a parameter of the function of `fallback`, or of `rateLimit.key`
 * - `input`: an input of a graph in the graph
 */
export type NeedRole = "argument" | "condition" | "selector" | "fallback" | "key" | "input";

/** A message that a node takes by type. One whose type could not be read is no need. */
export interface NodeNeed {
  readonly role: NeedRole;
  /** The branch whose parameter it is, of a choice. */
  readonly branch: Branch | undefined;
  /** The parameter's name, or the input's message. */
  readonly name: string;
  readonly shape: Shape;
  /** Where the parameter's type is written, or where the inner graph lists its input. */
  readonly span: Span;
}

/** A message that a node provides to its graph. */
export interface Product {
  readonly message: MessageRef;
  /**
   * Of a step, how many it returns. Of a choice, how many its branches return: `optional` where any may return none. Of
   * a graph, `optional` where its output is written so, and `one` otherwise: of which lists that is an item, frames say.
   */
  readonly cardinality: Cardinality;
  /** Where the type is written that the step returns, the schema that the choice or the inner graph's outputs name. */
  readonly span: Span;
}

interface NodeParts {
  /** The name in this graph, unique where no check objects: no dots and no slashes. */
  readonly id: string;
  /** Every message it takes, through whatever it takes it: for every check, all of them are edges. */
  readonly needs: readonly NodeNeed[];
  /** One for a step and a choice, none where its type could not be read; any number for a graph. */
  readonly products: readonly Product[];
  /** Where the graph lists it. */
  readonly span: Span;
  /** Where it is declared: the step's name, the choice, the inner graph's name. */
  readonly declared: Span;
}

/** A step at its place in a graph. */
export interface StepNode extends NodeParts, StepUse {
  readonly kind: "step";
  readonly span: Span;
  readonly id: string;
}

/** Several steps for one product, of which one runs. Its id is the short name of its message. */
export interface ChoiceNode extends NodeParts {
  readonly kind: "choice";
  readonly message: MessageRef;
  /** Absent where it could not be read. */
  readonly by: ResolvedFunction | undefined;
  /** All that the selector can return; absent where that is no closed list of texts. */
  readonly keys: readonly string[] | undefined;
  /** Where the selector's type is written, and what it says. */
  readonly returns: { readonly span: Span; readonly text: string };
  /** In the order of declaration. */
  readonly branches: readonly Branch[];
  /** Whether all of it could be read. */
  readonly complete: boolean;
}

/** A graph at its place in a graph: its inputs are needs, its outputs products; what is inside, nobody sees. */
export interface SubgraphNode extends NodeParts {
  readonly kind: "graph";
  /** The graph itself, as it stands alone. */
  readonly graph: Graph;
  /** Its steps run only where this is true. */
  readonly when: ResolvedFunction | undefined;
}

/** What stands in the `steps` of a graph. */
export type GraphNode = StepNode | ChoiceNode | SubgraphNode;

/** A declared input or output. */
export type Port = PortDeclaration;

/** Who provides a message: an input, or a node with one of its products. */
export type Producer =
  | { readonly kind: "input"; readonly port: Port }
  | { readonly kind: "node"; readonly node: GraphNode; readonly product: Product };

/** What could not be read of a graph, so that one fault is one diagnostic. */
export interface Unread {
  /** The short names of messages that steps seem to produce, or everything when not even that is known. */
  readonly products: ReadonlySet<string> | "anything";
  /** Whether there are needs that are not known. */
  readonly needs: boolean;
  /** The lists of the declaration that could not be read to the end. */
  readonly lists: ReadonlySet<ListKey>;
}

/** What a graph is called in diagnostics whose own name could not be read; it is never planned. */
export const nameless = "this graph";

/** A graph with its steps and messages known; nothing is proved of it yet. */
export interface Graph {
  readonly name: string;
  readonly version: string;
  /** Absent where none is declared. */
  readonly durability: DeclaredDurability | undefined;
  /** The doc comment of the declaration, without comment marks; empty where there is none. */
  readonly doc: string;
  /** Where the name is written. */
  readonly span: Span;
  /** Whether its file is one of `include`: others are there because a graph lists them, and get no generated code. */
  readonly included: boolean;
  /** Whether its file has a fault of its own, so that nothing may be concluded from what is missing in it. */
  readonly broken: boolean;
  /** How generated code imports the declaration; absent where it is not exported. */
  readonly exported: { readonly file: string; readonly name: string } | undefined;
  /** Where each list is written; absent where it is not. */
  readonly listSpans: ReadonlyMap<ListKey, Span>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** In the order of declaration. */
  readonly nodes: readonly GraphNode[];
  /** All producers of each message, by full name: more than one is an error that a check reports. */
  readonly producers: ReadonlyMap<string, readonly Producer[]>;
  /** Steps of the project that the graph does not list, by the message they produce: the first of each. */
  readonly unlisted: ReadonlyMap<string, ResolvedStep>;
  /** What could not be read: nothing is concluded from the absence of what may be there. */
  readonly unread: Unread;
  /**
   * Whether the graphs in it, and those in these, can be looked into: not where one contains itself, and not where they
   * are too many. What they make of their inputs is then not known, and nothing is concluded from it.
   */
  readonly nesting: Nesting;
}

export type Nesting = "known" | "circular" | "too large";
