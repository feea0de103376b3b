import { type GraphOptionsData, graphOptions } from "../../proto/contract/options.js";
import type { GraphDeclaration, ListKey } from "./declarations.js";
import { moduleCalls } from "./module-calls.js";
import type { Names } from "./names.js";
import { EntryReader } from "./read-entry.js";
import { PartsReader } from "./read-parts.js";
import type { PortReader } from "./read-port.js";
import type { StepReader } from "./read-step.js";
import type { ValueReader } from "./read-value.js";
import type { Scope } from "./scope.js";
import type { ts } from "./typescript.js";

/** Reads `graph({ … })`: its name, its messages, and what is in it. */
export class GraphReader {
  private readonly parts: PartsReader<ListKey, GraphOptionsData>;
  private readonly entries: EntryReader;
  /** Every graph that was come upon, by its key; those that are only listed wait to be read. */
  private readonly found = new Map<string, { readonly call: ts.CallExpression; readonly scope: Scope }>();

  constructor(
    private readonly names: Names,
    private readonly values: ValueReader,
    private readonly ports: PortReader,
    steps: StepReader,
  ) {
    this.parts = new PartsReader(names, values, {
      what: "graph",
      lists: ["inputs", "outputs", "steps"],
      others: [],
      schema: graphOptions,
      code: "PG1010",
      form: "graph({ name, inputs, outputs, steps })",
    });
    this.entries = new EntryReader(names, steps, ports, (call, scope) => this.want(call, scope));
  }

  /** Has the graphs of some files read. */
  find(scopes: readonly Scope[]): void {
    for (const scope of scopes) {
      for (const call of moduleCalls("graph", scope, this.names, this.values)) this.want(call, scope);
    }
  }

  /** Has a graph that is listed read as well, and gives its key. */
  want(call: ts.CallExpression, scope: Scope): string {
    const key = `${scope.file.fileName}:${call.pos}`;
    this.found.set(key, { call, scope });
    return key;
  }

  /** The graphs that were found, and those that they list, however far away. */
  readAll(included: ReadonlySet<Scope>): readonly GraphDeclaration[] {
    const graphs: GraphDeclaration[] = [];
    // Reading one graph may add others to the end: graphs may contain each other, to any depth.
    for (const [key, { call, scope }] of this.found) {
      const { entry, list, data, ...parts } = this.parts.read(key, call, scope, included.has(scope));
      const durability = entry("durability");
      graphs.push({
        ...parts,
        durability: durability && data.durability && { mode: data.durability, span: durability.keySpan },
        inputs: list("inputs", (item) => this.ports.read(item, "inputs")),
        outputs: list("outputs", (item) => this.ports.read(item, "outputs")),
        entries: list("steps", (item) => this.entries.read(item)),
      });
    }
    return graphs;
  }
}
