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
}

/** What `use` without options asks for: nothing. */
export const noOptions: ReadOptions = {
  options: {},
  optionSpans: new Map(),
  when: undefined,
  fallback: undefined,
  rateLimitKey: undefined,
  complete: true,
};

/** Reads the options of `use`: data by the schema that the runtime applies too, and functions by their types. */
export class OptionReader {
  constructor(
    private readonly names: Names,
    private readonly steps: StepReader,
  ) {}

  /** @param of the step or graph that the options are put around. */
  read(value: Value, of: string, what: "step" | "graph"): ReadOptions {
    const fault = unreadablePart(value, `an option of ${of}`, of);
    if (fault) this.names.report(fault);
    if (fault || isBrokenValue(value)) return { ...noOptions, complete: false };
    const when = this.function(value, ["when"], of);
    const fallback = what === "step" ? this.function(value, ["fallback"], of) : undefined;
    const rateLimitKey = what === "step" ? this.function(value, ["rateLimit", "key"], of) : undefined;
    return {
      options: this.data(value, of, what),
      optionSpans: spansOf(value),
      when: when ?? undefined,
      fallback: fallback ?? undefined,
      rateLimitKey: rateLimitKey ?? undefined,
      complete: [when, fallback, rateLimitKey].every((each) => each !== null),
    };
  }

  private data(value: Value, of: string, what: "step" | "graph"): UseOptionsData {
    const schema = what === "step" ? useOptions : useGraphOptions;
    const { data } = toData(value);
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    const known = Object.keys(schema.shape);
    for (const each of optionFaults("PG1007", value, parsed.error, known, of)) this.names.report(each);
    // A step keeps its name when another of its options is wrong: that is no second step of its own name.
    const name = useOptions.pick({ name: true }).safeParse({ name: (data as { name?: unknown } | null)?.name });
    return name.success ? name.data : {};
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

function spansOf(value: Value): ReadonlyMap<string, Span> {
  const entries = value.kind === "object" ? [...value.entries] : [];
  return new Map(entries.map(([key, entry]) => [key, entry.keySpan]));
}
