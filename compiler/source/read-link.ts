import { type ObserveOptionsData, observeOptions, tapOptions } from "../../proto/contract/flow-options.js";
import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type {
  BranchDeclaration,
  LinkDeclaration,
  MemberRef,
  ObserverDeclaration,
  RouteDeclaration,
  SchemaRef,
  TapDeclaration,
} from "./flow-declarations.js";
import type { Names } from "./names.js";
import { optionFaults } from "./option-faults.js";
import { HandoffOptionReader } from "./read-handoff-options.js";
import type { PortReader } from "./read-port.js";
import type { StepReader } from "./read-step.js";
import { isBrokenValue, toData, unreadablePart, type Value } from "./value.js";

type Call = Extract<Value, { readonly kind: "call" }>;

/** How each kind of link is written. */
const forms = {
  handoff: "handoff(graph, OutputSchema, graph, InputSchema, { key })",
  route: 'route(graph, DecisionSchema, "oneof", { case: graph })',
  branch: "branch(graph, InputSchema, { … })",
  observe: "observe(graph, OutputSchema, (message) => …)",
  tap: "tap(graph, Step, (message) => …, { weak: true })",
};

/** Reads what stands in `handoffs`: `handoff(…)`, `route(…)`, `observe(…)` and `tap(…)`. */
export class LinkReader {
  private readonly options: HandoffOptionReader;

  constructor(
    private readonly names: Names,
    private readonly ports: PortReader,
    private readonly steps: StepReader,
    private readonly member: (item: Value) => MemberRef | undefined,
  ) {
    this.options = new HandoffOptionReader(names, steps);
  }

  read(item: Value): LinkDeclaration | undefined {
    if (item.kind === "broken") return undefined;
    if (item.kind === "call") {
      if (item.callee === "handoff") return this.readHandoff(item);
      if (item.callee === "route") return this.readRoute(item);
      if (item.callee === "observe") return this.readObserver(item);
      if (item.callee === "tap") return this.readTap(item);
    }
    const text = this.names.text(item.span);
    this.names.report(
      unreadablePart(item, text) ??
        diagnostic("PG3020", item.span, `${text} is no handoff`, {
          fix: "handoffs lists handoff(…), route(…), observe(…) and tap(…)",
        }),
    );
    return undefined;
  }

  private readHandoff(call: Call): LinkDeclaration | undefined {
    const [from, output, to, input, options] = this.args(call, 4, 5);
    if (!from || !output || !to || !input) return undefined;
    const [source, target] = [this.member(from), this.member(to)];
    const [published, consumed] = [this.schema(output, "handoff"), this.schema(input, "handoff")];
    const { span } = call;
    const read = this.options.read(options, "handoff", span);
    if (!source || !target || !published || !consumed) return undefined;
    return { kind: "handoff", from: source, output: published, to: target, input: consumed, options: read, span };
  }

  private readRoute(call: Call): RouteDeclaration | undefined {
    const [from, decision, oneof, branches, options] = this.args(call, 4, 5);
    if (!from || !decision || !oneof || !branches) return undefined;
    const [source, published] = [this.member(from), this.schema(decision, "route")];
    const name = this.text(oneof, "the oneof of a route");
    const read = this.options.read(options, "route", call.span);
    if (branches.kind !== "object") {
      if (branches.kind !== "broken") {
        this.names.report(
          unreadablePart(branches, "the branches") ??
            diagnostic("PG3024", branches.span, "the branches of a route must be an object", {
              fix: `write ${forms.route}`,
            }),
        );
      }
      return undefined;
    }
    const ways = [...branches.entries].map(([key, { value, keySpan }]) => this.readBranches(key, keySpan, value));
    if (!source || !published || name === undefined) return undefined;
    return {
      kind: "route",
      from: source,
      decision: published,
      oneof: { name, span: oneof.span },
      cases: new Map([...branches.entries].map(([key, { keySpan }]) => [key, keySpan])),
      branches: ways.flatMap((way) => way ?? []),
      branchesSpan: branches.span,
      options: read,
      complete: ways.every((way) => way !== undefined),
      span: call.span,
    };
  }

  /** The ways of one case; nothing where they cannot all be read. */
  private readBranches(name: string, caseSpan: Span, value: Value): readonly BranchDeclaration[] | undefined {
    const ways = value.kind === "list" ? value.items : [value];
    if (ways.length === 0) {
      this.names.report(
        diagnostic("PG3024", value.span, `no branch takes the case ${name}: the list is empty`, {
          fix: "name a graph",
        }),
      );
    }
    const read = ways.flatMap((way) => this.readBranch(way) ?? []);
    if (read.length < Math.max(ways.length, 1)) return undefined;
    return read.map((branch) => ({ ...branch, case: name, caseSpan }));
  }

  private readBranch(value: Value): Omit<BranchDeclaration, "case" | "caseSpan"> | undefined {
    const { span } = value;
    if (value.kind !== "call" || value.callee !== "branch") {
      const to = this.member(value);
      return to && { to, input: undefined, options: this.options.read(undefined, "branch", span), span };
    }
    const [to, input, options] = this.args(value, 2, 3);
    if (!to || !input) return undefined;
    const [target, consumed] = [this.member(to), this.schema(input, "branch")];
    const read = this.options.read(options, "branch", span);
    return target && consumed && { to: target, input: consumed, options: read, span };
  }

  private readObserver(call: Call): ObserverDeclaration | undefined {
    const [from, output, observer, options] = this.args(call, 3, 4);
    if (!from || !output || !observer) return undefined;
    const [source, published] = [this.member(from), this.schema(output, "observe")];
    const isFunction = this.isFunction(observer, "observe");
    const read = this.watching(options, "observe");
    if (!source || !published || !isFunction || !read) return undefined;
    return { kind: "observe", from: source, output: published, options: read, span: call.span };
  }

  private readTap(call: Call): TapDeclaration | undefined {
    const [from, step, observer, options] = this.args(call, 3, 4);
    if (!from || !step || !observer) return undefined;
    const source = this.member(from);
    const tapped = this.step(step);
    const isFunction = this.isFunction(observer, "tap");
    const read = this.watching(options, "tap", call.span);
    if (!source || !tapped || !isFunction || !read) return undefined;
    return { kind: "tap", from: source, step: tapped, stepSpan: step.span, options: read, span: call.span };
  }

  private step(value: Value) {
    if (value.kind === "class") return this.steps.class(value.node, value.scope);
    if (value.kind === "function") return this.steps.function(value.node, value.scope, value.name);
    if (value.kind === "broken") return undefined;
    const text = this.names.text(value.span);
    const fault = diagnostic("PG3028", value.span, `${text} is no step, and a tap looks at one`, {
      fix: "name the class or function itself",
    });
    this.names.report(value.kind === "type" ? fault : (unreadablePart(value, text) ?? fault));
    return undefined;
  }

  /** The arguments of a call; those that are missing, or too many, are reported. */
  private args({ callee, args, span }: Call, least: number, most: number): readonly (Value | undefined)[] {
    const form = (forms as Readonly<Record<string, string>>)[callee] ?? "";
    if (args.length < least)
      this.names.report(diagnostic("PG3020", span, `${callee} takes more`, { fix: `write ${form}` }));
    const surplus = args[most];
    if (surplus) this.names.report(diagnostic("PG1007", surplus.span, `${callee} takes no more than ${form}`));
    return args.length < least ? [] : args.slice(0, most);
  }

  private schema(value: Value, where: string): SchemaRef | undefined {
    const message = this.ports.message(value, where);
    return message && { message, span: value.span };
  }

  private text(value: Value, what: string): string | undefined {
    if (value.kind === "data" && typeof value.data === "string") return value.data;
    if (value.kind !== "broken") {
      this.names.report(
        unreadablePart(value, what) ??
          diagnostic("PG3024", value.span, `${what} must be its name`, { fix: "write the name as text" }),
      );
    }
    return undefined;
  }

  private isFunction(value: Value, callee: string): boolean {
    if (value.kind === "function") {
      // It takes a message and a sighting, which might pass for a step.
      this.steps.beside(value.node, value.scope, "written");
      return true;
    }
    if (value.kind !== "broken") {
      this.names.report(
        unreadablePart(value, `what ${callee} calls`) ??
          diagnostic("PG3020", value.span, `${callee} calls a function that is written in a module`, {
            fix: "write the function in place, or declare it with function or const",
          }),
      );
    }
    return false;
  }

  private watching(value: Value | undefined, callee: "observe" | "tap", at?: Span): ObserveOptionsData | undefined {
    const schema = callee === "tap" ? tapOptions : observeOptions;
    if (!value) {
      if (!at) return {};
      this.names.report(
        diagnostic("PG3028", at, "a tap sees what may come to nothing, and nothing says that this is meant", {
          fix: "add { weak: true }",
        }),
      );
      return undefined;
    }
    const fault = unreadablePart(value, `an option of ${callee}`, callee);
    if (fault) this.names.report(fault);
    if (fault || isBrokenValue(value)) return undefined;
    const parsed = schema.safeParse(toData(value).data);
    if (parsed.success) return parsed.data;
    const known = Object.keys(schema.shape);
    for (const each of optionFaults("PG1007", value, parsed.error, known, callee)) this.names.report(each);
    return undefined;
  }
}
