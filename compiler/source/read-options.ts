import { type UseOptionsData, useGraphOptions, useOptions } from "../../proto/contract/options.js";
import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type { FunctionDeclaration } from "./declarations.js";
import type { Names } from "./names.js";
import { optionFaults } from "./option-faults.js";
import type { StepReader } from "./read-step.js";
import { isBrokenValue, toData, unreadablePart, type Value } from "./value.js";

/** The options of `use`, read. */
export interface ReadOptions {
  readonly options: UseOptionsData;
  readonly optionSpans: ReadonlyMap<string, Span>;
  readonly when: FunctionDeclaration | undefined;
  readonly fallback: FunctionDeclaration | undefined;
  readonly rateLimitKey: FunctionDeclaration | undefined;
  /** Whether all of these functions could be read. */
  readonly complete: boolean;
  /** Whether an option has a fault, so that nothing is to be concluded from those that are there. */
  readonly faulty: boolean;
}

/** What `use` without options asks for: nothing. */
export const noOptions: ReadOptions = {
  options: {},
  optionSpans: new Map(),
  when: undefined,
  fallback: undefined,
  rateLimitKey: undefined,
  complete: true,
  faulty: false,
};

/** Reads the options of `use`: data by the schema that the runtime applies too, and functions by their types. */
export class OptionReader {
  constructor(
    private readonly names: Names,
    private readonly steps: StepReader,
  ) {}

  /**
   * @param of the step or graph that the options are put around.
   * @param at where that stands: the place of an option that is written elsewhere, and may be put around others.
   */
  read(value: Value, of: string, what: "step" | "graph", at: Span): ReadOptions {
    const fault = unreadablePart(value, `an option of ${of}`, of);
    if (fault) this.names.report(fault);
    if (fault || isBrokenValue(value)) return { ...noOptions, complete: false, faulty: true };
    const when = this.function(value, ["when"], of);
    const fallback = what === "step" ? this.function(value, ["fallback"], of) : undefined;
    const rateLimitKey = what === "step" ? this.function(value, ["rateLimit", "key"], of) : undefined;
    const { options, faulty } = this.data(value, of, what);
    return {
      options,
      optionSpans: spansOf(value, at),
      faulty,
      when: when ?? undefined,
      fallback: fallback ?? undefined,
      rateLimitKey: rateLimitKey ?? undefined,
      complete: [when, fallback, rateLimitKey].every((each) => each !== null),
    };
  }

  private data(value: Value, of: string, what: "step" | "graph"): Pick<ReadOptions, "options" | "faulty"> {
    const schema = what === "step" ? useOptions : useGraphOptions;
    const { data } = toData(value);
    const parsed = schema.safeParse(data);
    if (parsed.success) return { options: parsed.data, faulty: false };
    const known = Object.keys(schema.shape);
    for (const each of optionFaults("PG1007", value, parsed.error, known, of)) this.names.report(each);
    // A step keeps its name when another of its options is wrong: that is no second step of its own name.
    const name = useOptions.pick({ name: true }).safeParse({ name: (data as { name?: unknown } | null)?.name });
    return { options: name.success ? name.data : {}, faulty: true };
  }

  /** The function at a path; `undefined` where there is none, `null` where it cannot be read. */
  private function(value: Value, path: readonly string[], of: string): FunctionDeclaration | undefined | null {
    const found = valueAt(value, path);
    if (!found || (found.kind === "data" && found.data === undefined)) return undefined;
    if (found.kind === "function") {
      const returns = path[0] === "fallback" ? "inferred" : "written";
      return this.steps.beside(found.node, found.scope, returns) ?? null;
    }
    // What is no function at all, the schema refuses.
    if (found.kind !== "data" && found.kind !== "list" && found.kind !== "object") {
      const name = path.join(".");
      this.names.report(
        diagnostic("PG1007", found.span, `${name} of ${of} must be a function that is written in a module`, {
          fix: `write the function in place, or declare it with function or const`,
        }),
      );
    }
    return null;
  }
}

function valueAt(value: Value, path: readonly string[]): Value | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const part = value.kind === "object" ? value.entries.get(first)?.value : undefined;
  return part && valueAt(part, rest);
}

/** Where each option has its key; `at` where that is not in the options that stand there. */
function spansOf(value: Value, at: Span): ReadonlyMap<string, Span> {
  if (value.kind !== "object") return new Map();
  const here = value.span;
  return new Map([...value.entries].map(([key, { keySpan }]) => [key, isWithin(keySpan, here) ? keySpan : at]));
}

function isWithin(inner: Span, outer: Span): boolean {
  if (inner.file !== outer.file) return false;
  const starts = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const ends = inner.line < outer.endLine || (inner.line === outer.endLine && inner.column < outer.endColumn);
  return starts && ends;
}
