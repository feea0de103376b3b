import { type FlowOptionsData, flowOptions } from "../../proto/contract/options.js";
import { diagnostic } from "../diagnostics/diagnostic.js";
import type { FlowDeclaration, FlowListKey, MemberRef, UnhappyDeclaration } from "./flow-declarations.js";
import { isModuleLevel, moduleCalls, reportInner } from "./module-calls.js";
import type { Names } from "./names.js";
import type { GraphReader } from "./read-graph.js";
import { LinkReader } from "./read-link.js";
import { PartsReader } from "./read-parts.js";
import type { PortReader } from "./read-port.js";
import type { StepReader } from "./read-step.js";
import type { ValueReader } from "./read-value.js";
import type { Scope } from "./scope.js";
import type { ts } from "./typescript.js";
import { unreadablePart, type Value } from "./value.js";

/** Reads `flow({ … })`: its name, its graphs, and what they hand to each other. */
export class FlowReader {
  private readonly parts: PartsReader<FlowListKey, FlowOptionsData>;
  private readonly links: LinkReader;
  /** Every flow that was come upon, by its key; those that are only listed wait to be read. */
  private readonly found = new Map<string, { readonly call: ts.CallExpression; readonly scope: Scope }>();

  constructor(
    private readonly names: Names,
    private readonly values: ValueReader,
    private readonly ports: PortReader,
    steps: StepReader,
    private readonly graphs: GraphReader,
  ) {
    this.parts = new PartsReader(names, values, {
      what: "flow",
      lists: ["graphs", "handoffs", "inputs", "outputs"],
      others: ["unhappy"],
      schema: flowOptions,
      code: "PG3020",
      form: "flow({ name, graphs, handoffs })",
    });
    this.links = new LinkReader(names, ports, steps, (item) => this.member(item));
  }

  /** The flows of some files, and those that they list, however far away. */
  readAll(scopes: readonly Scope[]): readonly FlowDeclaration[] {
    for (const scope of scopes) {
      for (const call of moduleCalls("flow", scope, this.names, this.values)) this.want(call, scope);
    }
    const included = new Set(scopes);
    const flows: FlowDeclaration[] = [];
    // Reading one flow may add others to the end.
    for (const [key, { call, scope }] of this.found) {
      const { entry, list, data: _data, ...parts } = this.parts.read(key, call, scope, included.has(scope));
      const unhappy = this.readUnhappy(entry("unhappy")?.value);
      flows.push({
        ...parts,
        members: list("graphs", (item) => this.member(item)),
        links: list("handoffs", (item) => this.links.read(item)),
        inputs: list("inputs", (item) => this.ports.read(item, "inputs")),
        outputs: list("outputs", (item) => this.ports.read(item, "outputs")),
        unhappy: unhappy ?? [],
        // Which outputs a graph has beside its own is not known then.
        unread: unhappy ? parts.unread : new Set([...parts.unread, "handoffs"]),
      });
    }
    return flows;
  }

  private want(call: ts.CallExpression, scope: Scope): string {
    const key = `${scope.file.fileName}:${call.pos}`;
    this.found.set(key, { call, scope });
    return key;
  }

  /** A graph or flow; what is none is reported. */
  private member(item: Value): MemberRef | undefined {
    if (item.kind === "broken") return undefined;
    if (item.kind === "call" && (item.callee === "graph" || item.callee === "flow")) {
      const { callee: kind, call, scope, span } = item;
      if (!isModuleLevel(call)) {
        reportInner(kind, call, this.names);
        return undefined;
      }
      return { kind, key: kind === "graph" ? this.graphs.want(call, scope) : this.want(call, scope), span };
    }
    const text = this.names.text(item.span);
    this.names.report(
      unreadablePart(item, text) ??
        diagnostic("PG3020", item.span, `${text} is no graph and no flow`, {
          fix:
            item.kind === "class" || item.kind === "function" ? "put the step in a graph, and name that" : "name one",
        }),
    );
    return undefined;
  }

  /** The declared exceptions; nothing where they cannot all be read. */
  private readUnhappy(value: Value | undefined): readonly UnhappyDeclaration[] | undefined {
    if (!value) return [];
    if (value.kind !== "object") {
      if (value.kind !== "broken") {
        this.names.report(
          unreadablePart(value, "unhappy") ??
            diagnostic("PG3020", value.span, "unhappy of a flow must be an object", {
              fix: "write { ErrorClass: MessageSchema }",
            }),
        );
      }
      return undefined;
    }
    const read = [...value.entries].flatMap(([error, { value: schema, keySpan }]): readonly UnhappyDeclaration[] => {
      const message = this.ports.message(schema, "unhappy");
      return message ? [{ error, span: keySpan, schema: { message, span: schema.span } }] : [];
    });
    return read.length === value.entries.size ? read : undefined;
  }
}
