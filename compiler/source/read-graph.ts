import { type GraphOptionsData, graphOptions } from "../../proto/contract/options.js";
import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type { GraphDeclaration, ListKey } from "./declarations.js";
import { graphCalls } from "./graph-calls.js";
import type { Names } from "./names.js";
import { optionFaults } from "./option-faults.js";
import { EntryReader } from "./read-entry.js";
import { PortReader } from "./read-port.js";
import { declarationOf, docOf, type StepReader } from "./read-step.js";
import type { TypeReader } from "./read-type.js";
import { ValueReader } from "./read-value.js";
import { defaultName, exportedAs, type Scope } from "./scope.js";
import { ts } from "./typescript.js";
import { isBrokenValue, toData, unreadablePart, type Value } from "./value.js";

const listKeys: readonly ListKey[] = ["inputs", "outputs", "steps"];

/** Reads `graph({ … })`: its name, its messages, and what is in it. */
export class GraphReader {
  private readonly values: ValueReader;
  private readonly ports: PortReader;
  private readonly entries: EntryReader;
  /** Every graph that was come upon, by its key; those that are only listed wait to be read. */
  private readonly found = new Map<string, { readonly call: ts.CallExpression; readonly scope: Scope }>();

  constructor(
    private readonly names: Names,
    types: TypeReader,
    steps: StepReader,
  ) {
    this.values = new ValueReader(names);
    this.ports = new PortReader(names, types);
    this.entries = new EntryReader(names, steps, this.ports, (call, scope) => this.want(call, scope));
  }

  /** The graphs of some files, and those that they list, however far away. */
  readAll(scopes: readonly Scope[]): readonly GraphDeclaration[] {
    for (const scope of scopes) for (const call of graphCalls(scope, this.names, this.values)) this.want(call, scope);
    const included = new Set(scopes);
    const graphs: GraphDeclaration[] = [];
    // Reading one graph may add others to the end: graphs may contain each other, to any depth.
    for (const [key, { call, scope }] of this.found) graphs.push(this.read(key, call, scope, included.has(scope)));
    return graphs;
  }

  private want(call: ts.CallExpression, scope: Scope): string {
    const key = `${scope.file.fileName}:${call.pos}`;
    this.found.set(key, { call, scope });
    return key;
  }

  private read(key: string, call: ts.CallExpression, scope: Scope, included: boolean): GraphDeclaration {
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
    const durability = entries.get("durability");
    const declared = declarationOf(call);
    const broken = this.names.isBroken(scope);
    const unread = new Set<ListKey>(broken || parts?.kind !== "object" ? listKeys : []);
    const list = <T>(key: ListKey, read: (item: Value) => T | undefined): readonly T[] => {
      const { items, complete } = this.readList(entries.get(key)?.value, key, read);
      if (!complete) unread.add(key);
      return items;
    };
    return {
      key,
      included,
      name: data.name,
      version: data.version ?? "1",
      durability: durability && data.durability && { mode: data.durability, span: durability.keySpan },
      doc: docOf(declared ?? call.parent),
      span: nameValue?.span ?? this.names.span(call.expression),
      exported: this.exportOf(call, declared, scope),
      keys,
      inputs: list("inputs", (item) => this.ports.read(item, "inputs")),
      outputs: list("outputs", (item) => this.ports.read(item, "outputs")),
      entries: list("steps", (item) => this.entries.read(item)),
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
  private readData(parts: Extract<Value, { kind: "object" }>): Partial<GraphOptionsData> {
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
    if (parsed.success) return parsed.data;
    const known = [...Object.keys(graphOptions.shape), ...listKeys];
    for (const each of optionFaults("PG1010", plain, parsed.error, known, "a graph")) this.names.report(each);
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
}
