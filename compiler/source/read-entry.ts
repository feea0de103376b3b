import { diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type {
  BranchDeclaration,
  EntryDeclaration,
  SelectorDeclaration,
  StepDeclaration,
  UseDeclaration,
} from "./declarations.js";
import { isModuleLevel, reportInner } from "./module-calls.js";
import type { Names } from "./names.js";
import { KeyReader } from "./read-keys.js";
import { noOptions, OptionReader } from "./read-options.js";
import type { PortReader } from "./read-port.js";
import type { StepReader } from "./read-step.js";
import type { Scope } from "./scope.js";
import { ts } from "./typescript.js";
import { unreadablePart, type Value } from "./value.js";

type Call = Extract<Value, { readonly kind: "call" }>;

/** Reads the entries of `steps`: steps, `use(…)`, `choose(…)` and graphs. */
export class EntryReader {
  private readonly options: OptionReader;
  private readonly keys: KeyReader;

  constructor(
    private readonly names: Names,
    private readonly steps: StepReader,
    private readonly ports: PortReader,
    /** Has a graph that is listed read as well, and gives its key. */
    private readonly wanted: (call: ts.CallExpression, scope: Scope) => string,
  ) {
    this.options = new OptionReader(names, steps);
    this.keys = new KeyReader(names);
  }

  read(item: Value): EntryDeclaration | undefined {
    if (item.kind === "broken") return undefined;
    if (item.kind === "call") {
      if (item.callee === "choose") return this.readChoice(item);
      if (item.callee === "graph") return this.readGraph(item, item.span, undefined);
      if (item.callee === "use") return this.readUse(item);
    }
    const step = this.readStep(item);
    return step && { kind: "step", step, ...noOptions, span: item.span };
  }

  private readUse(call: Call): EntryDeclaration | undefined {
    const used = this.usedBy(call);
    if (!used) return undefined;
    const { subject, options, span } = used;
    if (subject.kind === "call" && subject.callee === "graph") return this.readGraph(subject, span, options);
    const use = this.readStepUse(subject, options, span);
    return use && { kind: "step", ...use };
  }

  private readStepUse(subject: Value, options: Value | undefined, span: Span): UseDeclaration | undefined {
    const step = this.readStep(subject);
    return step && { step, ...(options ? this.options.read(options, step.name, "step", span) : noOptions), span };
  }

  /** What stands in `use(…)`, and the place to call it by. */
  private usedBy(
    call: Call,
  ): { readonly subject: Value; readonly options: Value | undefined; readonly span: Span } | undefined {
    const [subject, options, extra] = call.args;
    if (!subject) {
      this.names.report(
        diagnostic("PG1011", call.span, "use takes a step or a graph", { fix: "write use(Step, { … })" }),
      );
      return undefined;
    }
    if (extra) this.names.report(diagnostic("PG1007", extra.span, "use takes a step and its options, and no more"));
    if (subject.kind === "broken") return undefined;
    const here = subject.node.getSourceFile() === call.node.getSourceFile();
    return { subject, options, span: here ? subject.span : call.span };
  }

  private readGraph({ call, scope }: Call, span: Span, options: Value | undefined): EntryDeclaration | undefined {
    if (!isModuleLevel(call)) {
      reportInner("graph", call, this.names);
      return undefined;
    }
    const read = options ? this.options.read(options, this.names.text(span), "graph", span) : noOptions;
    const { options: data, when, complete } = read;
    return { kind: "graph", graph: this.wanted(call, scope), name: data.name, when, complete, span };
  }

  private readChoice({ args, span }: Call): EntryDeclaration | undefined {
    const [schema, parts, extra] = args;
    const message = schema && this.ports.message(schema, "choose");
    if (extra)
      this.names.report(diagnostic("PG2010", extra.span, "choose takes a schema and its branches, and no more"));
    if (!schema || !parts) {
      this.names.report(diagnostic("PG2010", span, "choose takes a schema and its branches", { fix: form }));
      return undefined;
    }
    if (parts.kind !== "object") {
      const fault =
        unreadablePart(parts, "the branches") ??
        diagnostic("PG2010", parts.span, "the branches of a choice must be an object", { fix: form });
      if (parts.kind !== "broken") this.names.report(fault);
    }
    if (!message) return undefined;
    const entries = parts.kind === "object" ? [...parts.entries] : [];
    const branches: BranchDeclaration[] = [];
    let complete = parts.kind === "object";
    for (const [key, { value, keySpan }] of entries) {
      if (key === "by") continue;
      const branch = this.readBranch(value);
      if (branch) branches.push({ ...branch, key, keySpan });
      else complete = false;
    }
    const by = parts.kind === "object" ? this.readSelector(parts, message.exportName) : undefined;
    return {
      kind: "choice",
      message,
      messageSpan: schema.span,
      by,
      branches,
      complete: complete && by !== undefined,
      span,
    };
  }

  private readBranch(value: Value): UseDeclaration | undefined {
    if (value.kind === "broken") return undefined;
    const used = value.kind === "call" && value.callee === "use" ? this.usedBy(value) : undefined;
    if (used) return this.readStepUse(used.subject, used.options, used.span);
    if (value.kind === "call" && value.callee === "use") return undefined;
    return this.readStepUse(value, undefined, value.span);
  }

  private readSelector(parts: Extract<Value, { kind: "object" }>, of: string): SelectorDeclaration | undefined {
    const value = parts.entries.get("by")?.value;
    if (!value) {
      this.names.report(
        diagnostic("PG2010", parts.span, `the choice of ${of} has no by: nothing says which branch to take`, {
          fix: "add by: (…messages) => the key of a branch",
        }),
      );
      return undefined;
    }
    if (value.kind === "function") {
      const declaration = this.steps.beside(value.node, value.scope, "written");
      if (!declaration) return undefined;
      const { keys, text } = this.keys.read(value.node, value.scope);
      return { ...declaration, keys, returnsText: text };
    }
    if (value.kind !== "broken") {
      this.names.report(
        unreadablePart(value, "by") ??
          diagnostic("PG2010", value.span, `by of the choice of ${of} must be a function that is written in a module`, {
            fix: "write by: (…messages) => the key of a branch",
          }),
      );
    }
    return undefined;
  }

  private readStep(value: Value): StepDeclaration | undefined {
    if (value.kind === "class") return this.steps.class(value.node, value.scope);
    if (value.kind === "function") return this.steps.function(value.node, value.scope, value.name);
    if (value.kind === "broken") return undefined;
    const text = this.names.text(value.span);
    const instance = ts.isNewExpression(value.node);
    const callee = value.kind === "call" ? value.callee : "";
    this.names.report(
      (instance || value.kind === "type" ? undefined : unreadablePart(value, text)) ??
        diagnostic("PG1011", value.span, `${text} is no step: steps are classes with compute, and functions`, {
          fix: instance
            ? "list the class itself; the generated graph makes it with its services"
            : (otherThanStep[callee] ?? "list a class with compute(ctx, …messages), or a function (ctx, …messages)"),
        }),
    );
    return undefined;
  }
}

const form = "write choose(Schema, { by: (…messages) => key, … })";

/** What to do with something that may stand in `steps`, but not inside of `use` or `choose`. */
const otherThanStep: Readonly<Record<string, string>> = {
  graph: "a branch is a step; choose inside of the graph, or put use(graph, { when: … }) in steps",
  choose: "list the choice itself in steps; options stand around its branches",
  use: "write one use around the step, with all options",
};
