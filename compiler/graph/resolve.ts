import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type {
  ComputeDeclaration,
  FunctionDeclaration,
  GraphDeclaration,
  ParameterDeclaration,
  StepDeclaration,
  TypeForm,
} from "../source/declarations.js";
import type { Declarations } from "../source/project-declarations.js";
import type { ResolvedFunction, ResolvedParameter, ResolvedStep } from "./model.js";
import { functionsOf, resolveFunction } from "./resolve-function.js";
import { readParameter, readProduct } from "./table.js";

/** Declarations whose types have been read: every step knows its messages. */
export interface Resolved {
  readonly declarations: Declarations;
  readonly steps: ReadonlyMap<StepDeclaration, ResolvedStep>;
  /** The functions beside the steps of graphs: predicates, selectors, fallbacks, keys. */
  readonly functions: ReadonlyMap<FunctionDeclaration, ResolvedFunction>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the types of every step by the table of the language; what has no meaning there is reported. */
export function resolve(declarations: Declarations): Resolved {
  const found: Diagnostic[] = [];
  // Whatever seems wrong with a step of a file that does not parse may follow from that.
  const steps = new Map(declarations.steps.map((step) => [step, resolveStep(step, step.broken ? [] : found)]));
  const functions = resolveFunctions(declarations.graphs, found);
  return { declarations, steps, functions, diagnostics: [...declarations.diagnostics, ...found] };
}

function resolveFunctions(
  graphs: readonly GraphDeclaration[],
  found: Diagnostic[],
): ReadonlyMap<FunctionDeclaration, ResolvedFunction> {
  const functions = new Map<FunctionDeclaration, ResolvedFunction>();
  for (const { broken, entries } of graphs) {
    for (const [name, declaration] of entries.flatMap(functionsOf)) {
      // One that is declared once may stand in several places.
      if (functions.has(declaration)) continue;
      functions.set(declaration, resolveFunction(name, declaration, broken ? [] : found));
    }
  }
  return functions;
}

function resolveStep(step: StepDeclaration, found: Diagnostic[]): ResolvedStep {
  const { compute } = step;
  if (step.fault !== undefined) {
    found.push(
      diagnostic("PG1004", step.span, `${titleOf(step)} cannot be made: ${step.fault}`, {
        fix: "list a class that can be made with new and its services, and extends this one if need be",
      }),
    );
  }
  if (!compute) {
    found.push(withoutCompute(step));
    return { declaration: step, parameters: [], product: undefined, productSpan: step.span, meant: "anything" };
  }
  // That a class is abstract has been said of it; so is its compute then.
  if (compute.fault !== undefined && compute.fault !== step.fault) {
    found.push(
      diagnostic("PG1004", compute.span, `${callOf(step)} cannot be called as a step: ${compute.fault}`, {
        fix: "a step has one public compute(ctx, …messages) that returns one message",
      }),
    );
  }
  return {
    declaration: step,
    parameters: resolveParameters(step, compute, found),
    product: resolveProduct(step, compute, found),
    productSpan: compute.returnsSpan,
    meant: meantBy(compute.returns),
  };
}

function withoutCompute(step: StepDeclaration): Diagnostic {
  return diagnostic("PG1004", step.span, `${titleOf(step)} has no compute, so it is no step`, {
    fix: "add compute(ctx: StepContext, …messages), or list another class",
  });
}

function resolveParameters(
  step: StepDeclaration,
  compute: ComputeDeclaration,
  found: Diagnostic[],
): readonly ResolvedParameter[] {
  const [first, ...rest] = compute.parameters;
  const contextFirst = first?.form.kind === "context";
  if (!contextFirst && first?.form.kind !== "broken") {
    const place = first?.span ?? compute.span;
    found.push(
      diagnostic("PG1005", place, `${callOf(step)} must take ctx first, protograph's own StepContext`, {
        fix: 'write ctx: StepContext as the first parameter, with StepContext imported from "protograph"',
      }),
    );
  }
  const messages = contextFirst || first?.form.kind === "broken" ? rest : compute.parameters;
  return messages.flatMap((parameter): readonly ResolvedParameter[] => {
    // A ctx in the wrong place has its one diagnostic.
    if (!contextFirst && parameter.form.kind === "context") return [];
    if (!contextFirst && parameter === first && (parameter.form.kind !== "message" || isCalledContext(parameter)))
      return [];
    const { name, typeSpan: span } = parameter;
    const reading = readParameter(parameter);
    if (reading === "broken") return [{ name, span, shape: undefined }];
    if ("fault" in reading) {
      found.push(
        diagnostic(reading.code, span, `parameter ${name} of ${titleOf(step)}: ${reading.fault}`, { fix: reading.fix }),
      );
      return [{ name, span, shape: undefined }];
    }
    return [{ name, span, shape: reading }];
  });
}

function resolveProduct(step: StepDeclaration, compute: ComputeDeclaration, found: Diagnostic[]) {
  const reading = readProduct(compute.returns);
  if (reading === "broken") return undefined;
  if (!("fault" in reading)) return reading;
  found.push(
    diagnostic(reading.code, compute.returnsSpan, `${titleOf(step)} returns no message: ${reading.fault}`, {
      fix: reading.fix,
    }),
  );
  return undefined;
}

/** Whether a parameter is meant as ctx, whatever its type: another library's context, or a message of that name. */
function isCalledContext({ name }: ParameterDeclaration): boolean {
  return /^_?(ctx|context)$/.test(name);
}

/** The names of messages in a form, read or not: the step was to produce one of them. */
function meantBy(form: TypeForm): ResolvedStep["meant"] {
  switch (form.kind) {
    case "message":
      return [form.message.exportName];
    case "broken":
      return form.name === undefined ? "anything" : [form.name];
    case "other":
      // What TypeScript could not tell may be any message.
      if (["any", "unknown", "never"].includes(form.text)) return "anything";
      // A class or an interface may have the name of a message.
      return /^[A-Z]\w*$/.test(form.text) ? [form.text] : [];
    case "union": {
      const parts = form.of.map(meantBy);
      return parts.includes("anything") ? "anything" : parts.flat();
    }
    case "tuple":
    case "map":
    case "bare-message":
      return "anything";
    default:
      return "of" in form ? meantBy(form.of) : [];
  }
}

function titleOf(step: StepDeclaration): string {
  return step.name === "" ? `this ${step.kind}` : step.name;
}

function callOf(step: StepDeclaration): string {
  return step.kind === "class" ? `compute of ${titleOf(step)}` : titleOf(step);
}
