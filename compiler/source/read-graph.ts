import { graphOptions, type UseOptionsData, useOptions } from "../../proto/contract/options.js";
import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { z } from "zod";
import type {
  EntryDeclaration,
  GraphDeclaration,
  ListKey,
  PortDeclaration,
  StepDeclaration,
  UseDeclaration,
} from "./declarations.js";
import { ts } from "./typescript.js";
import type { Names } from "./names.js";
import { declarationOf, docOf, type StepReader } from "./read-step.js";
import type { TypeReader } from "./read-type.js";
import type { ValueReader } from "./read-value.js";
import { isBrokenValue, placeOf, toData, unreadablePart, type Value } from "./value.js";
import { defaultName, exportedAs, type Scope } from "./scope.js";

const listKeys: readonly ListKey[] = ["inputs", "outputs", "steps"];

/** Options that are of the language, and that this release cannot run. */
const laterOptions = new Set(
  "effect durability cache parallelism itemFailure rateLimit breaker fallback compensate when".split(" "),
);

/** Reads `graph({ … })`: its name, its messages, and its steps with their options. */
export class GraphReader {
  constructor(
    private readonly names: Names,
    private readonly types: TypeReader,
    private readonly steps: StepReader,
    private readonly values: ValueReader,
  ) {}

  read(call: ts.CallExpression, scope: Scope): GraphDeclaration {
    const argument = call.arguments[0];
    const parts = argument && this.values.read(argument, scope);
    const entries = parts?.kind === "object" ? parts.entries : new Map<string, never>();
    if (parts?.kind !== "object") this.reportUnusable(call, parts);

    const keys = new Map<ListKey, Span>();
    for (const key of listKeys) {
      const entry = entries.get(key);
      if (entry) keys.set(key, entry.value.span);
    }
    const data = parts?.kind === "object" ? this.readData(parts) : {};
    const nameValue = entries.get("name")?.value;
    const declared = declarationOf(call);
    const broken = this.names.isBroken(scope);
    const unread = new Set<ListKey>(broken || parts?.kind !== "object" ? listKeys : []);
    const list = <T>(key: ListKey, read: (item: Value) => T | undefined): readonly T[] => {
      const { items, complete } = this.readList(entries.get(key)?.value, key, read);
      if (!complete) unread.add(key);
      return items;
    };
    return {
      key: `${scope.file.fileName}:${call.pos}`,
      included: true,
      name: data.name,
      version: data.version ?? "1",
      doc: docOf(declared ?? call.parent),
      span: nameValue?.span ?? this.names.span(call.expression),
      exported: this.exportOf(call, declared, scope),
      keys,
      inputs: list("inputs", (item) => this.readPort(item, "inputs")),
      outputs: list("outputs", (item) => this.readPort(item, "outputs")),
      entries: list("steps", (item) => this.readEntry(item)),
      unread,
      broken,
    };
  }

  private exportOf(call: ts.CallExpression, declared: ts.VariableDeclaration | undefined, scope: Scope) {
    if (ts.isExportAssignment(call.parent)) return { file: scope.file.fileName, name: defaultName };
    return declared && exportedAs(declared.name.getText(), scope);
  }

  private reportUnusable(call: ts.CallExpression, parts: Value | undefined): void {
    if (parts?.kind === "broken") return;
    this.names.report(
      (parts && unreadablePart(parts, "the graph")) ??
        diagnostic("PG1010", parts?.span ?? this.names.span(call), "graph takes one object", {
          fix: "write graph({ name, inputs, outputs, steps })",
        }),
    );
  }

  /** The plain parts, by the schema that the runtime applies too. */
  private readData(parts: Extract<Value, { kind: "object" }>): { name?: string; version?: string } {
    const entries = new Map([...parts.entries].filter(([key]) => !listKeys.includes(key as ListKey)));
    const plain: Value = { ...parts, entries };
    const fault = unreadablePart(plain, "an option of the graph");
    if (fault) {
      this.names.report(fault);
      return {};
    }
    if (isBrokenValue(plain)) return {};
    const { data } = toData(plain);
    const parsed = graphOptions.safeParse(data);
    if (parsed.success)
      return parsed.data.version === undefined
        ? { name: parsed.data.name }
        : { name: parsed.data.name, version: parsed.data.version };
    this.reportIssues("PG1010", plain, parsed.error, [...Object.keys(graphOptions.shape), ...listKeys], "a graph");
    const name: unknown = (data as { name?: unknown }).name;
    // A graph keeps its name when another of its options is wrong, so that what else is wrong can be said of it.
    return typeof name === "string" && graphOptions.shape.name.safeParse(name).success ? { name } : {};
  }

  /** The items of a list that could be read, and whether those are all. */
  private readList<T>(
    value: Value | undefined,
    key: ListKey,
    read: (item: Value) => T | undefined,
  ): { readonly items: readonly T[]; readonly complete: boolean } {
    if (!value || value.kind === "broken") return { items: [], complete: !value };
    if (value.kind !== "list") {
      this.names.report(
        unreadablePart(value, key) ??
          diagnostic("PG1010", value.span, `${key} of a graph must be a list`, { fix: "write an array: […]" }),
      );
      return { items: [], complete: false };
    }
    const items = value.items.flatMap((item) => read(item) ?? []);
    return { items, complete: items.length === value.items.length };
  }

  private readPort(item: Value, key: "inputs" | "outputs"): PortDeclaration | undefined {
    if (item.kind === "broken") return undefined;
    const message = item.kind === "constant" ? this.types.messageOfSchema(item.definition) : undefined;
    if (message) return { message, span: item.span, optional: false, awaited: undefined };
    this.reportPort(item, key);
    return undefined;
  }

  private reportPort(item: Value, key: string): void {
    const text = this.names.text(item.span);
    if (item.kind === "call" && (item.callee === "optional" || item.callee === "awaited")) {
      this.names.report(diagnostic("PG1015", item.span, `${item.callee}(…) in ${key} is not supported yet`));
      return;
    }
    const message = item.kind === "type" ? this.types.messageOfAlias(item.definition) : undefined;
    const near = message && `write ${text}Schema`;
    this.names.report(
      (item.kind === "type" ? undefined : unreadablePart(item, text)) ??
        diagnostic("PG1003", item.span, `${text} is no message: ${key} takes the schemas that protobuf-es generates`, {
          fix: near ?? "list the schema constant of a message, like MovieSchema",
        }),
    );
  }

  private readEntry(item: Value): EntryDeclaration | undefined {
    if (item.kind === "broken") return undefined;
    if (item.kind === "call" && item.callee === "use") return this.readUse(item);
    const step = this.readStep(item);
    return step && { ...plainUse(step, item.span), kind: "step" };
  }

  private readUse(call: Extract<Value, { kind: "call" }>): EntryDeclaration | undefined {
    const [stepValue, optionsValue, extra] = call.args;
    if (!stepValue) {
      this.names.report(diagnostic("PG1011", call.span, "use takes a step", { fix: "write use(Step, { … })" }));
      return undefined;
    }
    if (extra) {
      this.names.report(diagnostic("PG1007", extra.span, "use takes a step and its options, and no more"));
    }
    if (stepValue.kind === "broken") return undefined;
    const step = this.readStep(stepValue);
    if (!step) return undefined;
    const span = stepValue.node.getSourceFile() === call.node.getSourceFile() ? stepValue.span : call.span;
    const options = optionsValue ? this.readOptions(optionsValue, step) : {};
    return { ...plainUse(step, span), kind: "step", options };
  }

  private readOptions(value: Value, step: StepDeclaration): UseOptionsData {
    const fault = unreadablePart(value, `an option of ${step.name}`, step.name);
    if (fault) {
      this.names.report(fault);
      return {};
    }
    if (isBrokenValue(value)) return {};
    const parsed = useOptions.safeParse(toData(value).data);
    if (parsed.success) return parsed.data;
    this.reportIssues("PG1007", value, parsed.error, Object.keys(useOptions.shape), step.name);
    // A step keeps its name when another of its options is wrong: that is no second step of its own name.
    const name = useOptions
      .pick({ name: true })
      .safeParse({ name: (toData(value).data as { name?: unknown } | null)?.name });
    return name.success ? name.data : {};
  }

  private reportIssues(
    code: "PG1007" | "PG1010",
    value: Value,
    error: z.ZodError,
    known: readonly string[],
    of: string,
  ): void {
    for (const issue of error.issues) {
      if (issue.code === "unrecognized_keys") {
        for (const key of issue.keys) {
          const place = placeOf(value, issue.path, key);
          if (code === "PG1007" && issue.path.length === 0 && laterOptions.has(key)) {
            this.names.report(
              diagnostic("PG1015", place, `${key} of ${of} is not supported yet`, { fix: "take it out" }),
            );
            continue;
          }
          const near = nearestName(
            key,
            issue.path.length === 0 ? known : ["attempts", "backoff", "on", "factor", "max", "jitter"],
          );
          this.names.report(
            diagnostic(code, place, `${of} has no option ${key}`, {
              fix: near === undefined ? `take it out; the options are ${known.join(", ")}` : `did you mean ${near}?`,
            }),
          );
        }
      } else {
        this.names.report(diagnostic(code, placeOf(value, issue.path), issueText(issue, value, of)));
      }
    }
  }

  private readStep(value: Value): StepDeclaration | undefined {
    if (value.kind === "class") return this.steps.class(value.node, value.scope);
    if (value.kind === "function") return this.steps.function(value.node, value.scope, value.name);
    const text = this.names.text(value.span);
    if (value.kind === "call" && ["choose", "graph"].includes(value.callee)) {
      const what = value.callee === "graph" ? "a graph in a graph" : "choose";
      this.names.report(diagnostic("PG1015", value.span, `${what} is not supported yet`));
      return undefined;
    }
    const instance = ts.isNewExpression(value.node);
    this.names.report(
      (instance || value.kind === "type" ? undefined : unreadablePart(value, text)) ??
        diagnostic("PG1011", value.span, `${text} is no step: steps are classes with compute, and functions`, {
          fix: instance
            ? "list the class itself; the generated graph makes it with its services"
            : "list a class with compute(ctx, …messages), or a function (ctx, …messages)",
        }),
    );
    return undefined;
  }
}

/** A step without options. */
function plainUse(step: StepDeclaration, span: Span): UseDeclaration {
  return {
    step,
    options: {},
    optionSpans: new Map(),
    when: undefined,
    fallback: undefined,
    rateLimitKey: undefined,
    span,
  };
}

/** What is wrong with an option, in a sentence. */
function issueText(issue: z.core.$ZodIssue, value: Value, of: string): string {
  const [first, ...rest] = issue.path;
  if (first === undefined) return `${of}: ${issue.message}`;
  const name = issue.path.join(".");
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    const missing = rest.length === 0 && value.kind === "object" && !value.entries.has(String(first));
    return missing ? `${of} needs a ${name}` : `${name} of ${of} must be of type ${issue.expected}`;
  }
  // What is wrong with a graph's name says itself what it is.
  return of === "a graph" && name === "name" ? issue.message : `${name} of ${of}: ${issue.message}`;
}
