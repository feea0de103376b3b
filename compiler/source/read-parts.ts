import type { z } from "zod";
import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type { DeclaredParts } from "./declarations.js";
import type { Names } from "./names.js";
import { optionFaults } from "./option-faults.js";
import { declarationOf, docOf } from "./read-step.js";
import type { ValueReader } from "./read-value.js";
import { defaultName, exportedAs, type Scope } from "./scope.js";
import { ts } from "./typescript.js";
import { isBrokenValue, toData, unreadablePart, type Value } from "./value.js";

/** The plain data that both have. */
interface PlainParts {
  readonly name: string;
  readonly version?: string | undefined;
}

/** How something is declared with one object: a graph, or a flow. */
export interface PartsForm<Key extends string, Data extends PlainParts> {
  readonly what: "graph" | "flow";
  readonly lists: readonly Key[];
  /** What else may be there that is no plain data. */
  readonly others: readonly string[];
  /** The schema of the plain data, which the runtime applies too. */
  readonly schema: z.ZodType<Data> & { readonly shape: { readonly name: z.ZodType } };
  readonly code: "PG1010" | "PG3020";
  /** How it is written. */
  readonly form: string;
}

/** The object that something is declared with. */
export interface ReadParts<Key extends string, Data> extends DeclaredParts<Key> {
  readonly unread: Set<Key>;
  /** The plain data, as far as it could be read. */
  readonly data: Partial<Data>;
  /** A part and where its key is written; absent where there is none. */
  readonly entry: (key: string) => { readonly value: Value; readonly keySpan: Span } | undefined;
  /** The items of a list that could be read; a list of which some could not is among the unread. */
  readonly list: <T>(key: Key, read: (item: Value) => T | undefined) => readonly T[];
}

/** Reads what a graph and a flow are declared with: an object with a name, a version, and lists. */
export class PartsReader<Key extends string, Data extends PlainParts> {
  constructor(
    private readonly names: Names,
    private readonly values: ValueReader,
    private readonly form: PartsForm<Key, Data>,
  ) {}

  read(key: string, call: ts.CallExpression, scope: Scope, included: boolean): ReadParts<Key, Data> {
    const argument = call.arguments[0];
    const parts = argument && this.values.read(argument, scope);
    if (parts?.kind !== "object") this.reportUnusable(call, parts);
    const entry = (name: string) => (parts?.kind === "object" ? parts.entries.get(name) : undefined);
    const { lists } = this.form;
    const data: Partial<Data> = parts?.kind === "object" ? this.readData(parts) : {};
    const declared = declarationOf(call);
    const broken = this.names.isBroken(scope);
    const unread = new Set<Key>(broken || parts?.kind !== "object" ? lists : []);
    return {
      key,
      included,
      name: data.name,
      version: data.version ?? "1",
      doc: docOf(declared ?? call.parent),
      span: entry("name")?.value.span ?? this.names.span(call.expression),
      exported: this.exportOf(call, declared, scope),
      keys: new Map<Key, Span>(
        lists.flatMap((name) => {
          const found = entry(name);
          return found ? [[name, found.value.span] as const] : [];
        }),
      ),
      unread,
      broken,
      data,
      entry,
      list: (name, read) => {
        const { items, complete } = this.readList(entry(name)?.value, name, read);
        if (!complete) unread.add(name);
        return items;
      },
    };
  }

  private exportOf(call: ts.CallExpression, declared: ts.VariableDeclaration | undefined, scope: Scope) {
    if (ts.isExportAssignment(call.parent)) return { file: scope.file.fileName, name: defaultName };
    return declared && exportedAs(declared.name.getText(), scope);
  }

  private reportUnusable(call: ts.CallExpression, parts: Value | undefined): void {
    if (parts?.kind === "broken") return;
    const { what, code, form } = this.form;
    this.names.report(
      (parts && unreadablePart(parts, `the ${what}`)) ??
        diagnostic(code, parts?.span ?? this.names.span(call), `${what} takes one object`, { fix: `write ${form}` }),
    );
  }

  /** The plain parts, by the schema that the runtime applies too. */
  private readData(parts: Extract<Value, { kind: "object" }>): Partial<Data> {
    const { what, code, lists, others, schema } = this.form;
    const notPlain = new Set<string>([...lists, ...others]);
    const plain: Value = { ...parts, entries: new Map([...parts.entries].filter(([key]) => !notPlain.has(key))) };
    const fault = unreadablePart(plain, `an option of the ${what}`);
    if (fault) {
      this.names.report(fault);
      return {};
    }
    if (isBrokenValue(plain)) return {};
    const { data } = toData(plain);
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    const known = [...Object.keys(schema.shape), ...notPlain];
    for (const each of optionFaults(code, plain, parsed.error, known, `a ${what}`)) this.names.report(each);
    const name: unknown = (data as { name?: unknown }).name;
    // It keeps its name when another of its options is wrong, so that what else is wrong can be said of it.
    return typeof name === "string" && schema.shape.name.safeParse(name).success ? ({ name } as Partial<Data>) : {};
  }

  /** The items of a list that could be read, and whether those are all. */
  private readList<T>(
    value: Value | undefined,
    key: Key,
    read: (item: Value) => T | undefined,
  ): { readonly items: readonly T[]; readonly complete: boolean } {
    if (!value || value.kind === "broken") return { items: [], complete: !value };
    if (value.kind !== "list") {
      const { what, code } = this.form;
      this.names.report(
        unreadablePart(value, key) ??
          diagnostic(code, value.span, `${key} of a ${what} must be a list`, { fix: "write an array: […]" }),
      );
      return { items: [], complete: false };
    }
    const items = value.items.flatMap((item) => read(item) ?? []);
    return { items, complete: items.length === value.items.length };
  }
}
