import type { AwaitedOptionsData, DurabilityMode, UseOptionsData } from "../../proto/contract/options.js";
import type { Span } from "../diagnostics/diagnostic.js";

/**
 * What the source says of graphs and steps, as data. Nothing here knows the language's table of types; a type is described
 * by its form, and what the form means is decided by `resolve`.
 */

/** A message type, where it is declared. */
export interface MessageRef {
  /** Full name: `movies.v1.Movie`. */
  readonly name: string;
  /** Absolute path of the module that protobuf-es generated, or of its declaration file. */
  readonly file: string;
  /** How the module exports the type: `Movie`, `class$`; the schema constant is `MovieSchema`, `classSchema`. */
  readonly exportName: string;
  /** The module specifier where the message comes from a package: `@bufbuild/protobuf/wkt`. */
  readonly package: string | undefined;
}

/** The form of a type, as far as the language tells types apart. */
export type TypeForm =
  | { readonly kind: "message"; readonly message: MessageRef }
  | { readonly kind: "context" }
  | { readonly kind: "promise" | "stream" | "lazy" | "partial"; readonly of: TypeForm }
  | { readonly kind: "list"; readonly of: TypeForm; readonly readonly: boolean }
  | { readonly kind: "union"; readonly of: readonly TypeForm[] }
  | { readonly kind: "undefined" | "null" | "void" | "tuple" | "map" | "bare-message" }
  /** Anything else, with its text. */
  | { readonly kind: "other"; readonly text: string }
  /** What could not be read because of a fault that has its own diagnostic; the name that is written, if it is one. */
  | { readonly kind: "broken"; readonly name?: string };

/** Where generated code can import a thing from. */
export interface ExportedName {
  /** Absolute path. */
  readonly file: string;
  readonly name: string;
}

export interface ParameterDeclaration {
  readonly name: string;
  readonly form: TypeForm;
  readonly rest: boolean;
  /** `name?: T` or `name = value`. */
  readonly optional: boolean;
  /** The whole parameter. */
  readonly span: Span;
  /** The type alone; the parameter where no type is written. */
  readonly typeSpan: Span;
}

/** What a step's constructor takes. */
export interface ServiceDeclaration {
  /** The key in the services of the generated class. */
  readonly key: string;
  /** Whether the constructor can do without. */
  readonly optional: boolean;
  /** How generated code imports the type; absent where it has no name of its own, or is not exported. */
  readonly type: ExportedName | undefined;
  /** The type as written, to compare two services of one key. */
  readonly text: string;
  readonly span: Span;
}

/** The function of a step: the method of a class, or the function itself. */
export interface ComputeDeclaration {
  readonly parameters: readonly ParameterDeclaration[];
  readonly returns: TypeForm;
  readonly returnsSpan: Span;
  /** The name `compute`, or the function's own. */
  readonly span: Span;
  /** Why it cannot be called as a step: it is static, private, abstract, overloaded, generic … */
  readonly fault: string | undefined;
}

export interface StepDeclaration {
  readonly kind: "class" | "function";
  /** The class's or function's own name; empty where it has none. */
  readonly name: string;
  /** The doc comment, without comment marks. */
  readonly doc: string;
  /** The name. */
  readonly span: Span;
  /** Absolute path of the file that declares it. */
  readonly file: string;
  readonly exported: ExportedName | undefined;
  /** Absent where the class has none. */
  readonly compute: ComputeDeclaration | undefined;
  /** Why the class cannot be made with `new` and services: it is abstract, or its constructor is private. */
  readonly fault: string | undefined;
  readonly services: readonly ServiceDeclaration[];
  /** Whether its file has a fault of its own, so that nothing may be concluded from what is missing in it. */
  readonly broken: boolean;
}

/** A schema constant in `inputs` or `outputs`, or one in `awaited(…)` or `optional(…)`. */
export interface PortDeclaration {
  readonly message: MessageRef;
  readonly span: Span;
  /** An output: whether it is written `optional(…)`. */
  readonly optional: boolean;
  /** An input that is written `awaited(…)`. */
  readonly awaited: AwaitedOptionsData | undefined;
}

/** A function that is called beside a step, and takes messages by type as well: a predicate, a selector, a fallback. */
export type FunctionDeclaration = ComputeDeclaration;

/** A step with its options, as an entry of `steps` or as a branch of a choice. */
export interface UseDeclaration {
  readonly step: StepDeclaration;
  readonly options: UseOptionsData;
  /** Where the options that were written have their keys; this entry, where they are written elsewhere. */
  readonly optionSpans: ReadonlyMap<string, Span>;
  readonly when: FunctionDeclaration | undefined;
  readonly fallback: FunctionDeclaration | undefined;
  /** `key` of `rateLimit`. */
  readonly rateLimitKey: FunctionDeclaration | undefined;
  /** Whether all of these functions could be read; otherwise it may take messages that nobody knows of. */
  readonly complete: boolean;
  /** Whether an option has a fault; it has its diagnostic, and nothing is concluded from the options then. */
  readonly faulty: boolean;
  readonly span: Span;
}

/** A step that a choice may choose. */
export interface BranchDeclaration extends UseDeclaration {
  readonly key: string;
  readonly keySpan: Span;
}

/** `choose(Schema, { by, … })`. */
export interface ChoiceDeclaration {
  readonly message: MessageRef;
  /** The schema. */
  readonly messageSpan: Span;
  /** Absent where there is none, or none that can be read. */
  readonly by: SelectorDeclaration | undefined;
  readonly branches: readonly BranchDeclaration[];
  /** Whether all of it could be read; what is missing otherwise may have been meant to be there. */
  readonly complete: boolean;
  readonly span: Span;
}

/** The function that chooses a branch. */
export interface SelectorDeclaration extends FunctionDeclaration {
  /** All that it can return; `undefined` where that is no closed list of texts, or could not be read. */
  readonly keys: readonly string[] | undefined;
  /** The type that it returns, as written or inferred, where that is no closed list of texts. */
  readonly returnsText: string;
}

/** An entry of `steps`. */
export type EntryDeclaration =
  | ({ readonly kind: "step" } & UseDeclaration)
  | ({ readonly kind: "choice" } & ChoiceDeclaration)
  | {
      readonly kind: "graph";
      /** The key of the graph that is listed, among all that were read: graphs may list each other. */
      readonly graph: string;
      /** `name` of its options. */
      readonly name: string | undefined;
      readonly when: FunctionDeclaration | undefined;
      /** Whether that could be read. */
      readonly complete: boolean;
      readonly span: Span;
    };

/** What a graph and a flow are declared with alike. */
export interface DeclaredParts<Key extends string> {
  /** Tells it from all others of its kind that were read. */
  readonly key: string;
  /** Whether its file is one of `include`; others are read because one lists them, and get no generated code. */
  readonly included: boolean;
  /** Absent where it could not be read. */
  readonly name: string | undefined;
  readonly version: string;
  readonly doc: string;
  /** The name's text, or the call where there is none. */
  readonly span: Span;
  readonly exported: ExportedName | undefined;
  /** The lists that were written, with their places. */
  readonly keys: ReadonlyMap<Key, Span>;
  /** The lists that could not be read, or not to the end; what is missing in them may have been meant to be there. */
  readonly unread: ReadonlySet<Key>;
  /** Whether its file has a fault of its own, so that nothing may be concluded from what is missing in it. */
  readonly broken: boolean;
}

export interface GraphDeclaration extends DeclaredParts<ListKey> {
  /** Absent where none is declared, or none that can be read. */
  readonly durability: DeclaredDurability | undefined;
  readonly inputs: readonly PortDeclaration[];
  readonly outputs: readonly PortDeclaration[];
  readonly entries: readonly EntryDeclaration[];
}

/** The durability of a graph, and where the key is written. */
export interface DeclaredDurability {
  readonly mode: DurabilityMode;
  readonly span: Span;
}

/** A list of a graph. */
export type ListKey = "inputs" | "outputs" | "steps";
