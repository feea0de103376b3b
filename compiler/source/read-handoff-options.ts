import { branchOptions, handoffOptions, routeOptions } from "../../proto/contract/flow-options.js";
import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type { FunctionDeclaration } from "./declarations.js";
import type { HandoffOptions } from "./flow-declarations.js";
import type { Names } from "./names.js";
import { optionFaults } from "./option-faults.js";
import type { StepReader } from "./read-step.js";
import { isBrokenValue, toData, unreadablePart, type Value } from "./value.js";

const schemas = { handoff: handoffOptions, route: routeOptions, branch: branchOptions } as const;

const none: HandoffOptions = { data: {}, keySpans: [], spans: new Map(), map: undefined, faulty: false };

/** Reads the options of `handoff`, `route` and `branch`, by the schema that the runtime applies too. */
export class HandoffOptionReader {
  constructor(
    private readonly names: Names,
    private readonly steps: StepReader,
  ) {}

  /** @param at the call: the place of an option that is written elsewhere, or missing. */
  read(value: Value | undefined, callee: "handoff" | "route" | "branch", at: Span): HandoffOptions {
    const faulty = { ...none, faulty: true };
    if (!value) {
      if (callee !== "handoff") return none;
      this.names.report(
        diagnostic("PG1007", at, "handoff needs a key: the field that tells duplicates", { fix: 'add { key: "…" }' }),
      );
      return faulty;
    }
    const fault = unreadablePart(value, `an option of ${callee}`, callee);
    if (fault) this.names.report(fault);
    if (fault || isBrokenValue(value)) return faulty;
    const schema = schemas[callee];
    const parsed = schema.safeParse(toData(value).data);
    if (!parsed.success) {
      const known = Object.keys(schema.shape);
      for (const each of optionFaults("PG1007", value, parsed.error, known, callee)) this.names.report(each);
      return faulty;
    }
    const entries = value.kind === "object" ? value.entries : new Map<string, never>();
    const map = this.map(entries.get("map")?.value, callee);
    const key = entries.get("key")?.value;
    const keys = key?.kind === "list" ? key.items : key ? [key] : [];
    const near = (span: Span) => (span.file === at.file ? span : at);
    return {
      data: parsed.data,
      keySpans: keys.map((each) => near(each.span)),
      spans: new Map([...entries].map(([name, { keySpan }]) => [name, near(keySpan)])),
      map: map ?? undefined,
      faulty: map === null,
    };
  }

  /** The function of `map`; `undefined` where there is none, `null` where it cannot be read. */
  private map(value: Value | undefined, callee: string): FunctionDeclaration | undefined | null {
    if (!value || (value.kind === "data" && value.data === undefined)) return undefined;
    if (value.kind === "function") return this.steps.beside(value.node, value.scope, "inferred") ?? null;
    this.names.report(
      diagnostic("PG1007", value.span, `map of ${callee} must be a function that is written in a module`, {
        fix: "write the function in place, or declare it with function or const",
      }),
    );
    return null;
  }
}
