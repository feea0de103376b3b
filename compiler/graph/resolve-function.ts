import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { EntryDeclaration, FunctionDeclaration, ParameterDeclaration, TypeForm } from "../source/declarations.js";
import type { ResolvedFunction, ResolvedParameter } from "./model.js";
import { readParameter, readProduct, type Reading } from "./table.js";

/** What a function beside a step is called by those who write it. */
type FunctionName = "when" | "by" | "key" | "fallback";

/** The functions of an entry, each with the option that it is the value of. */
export function functionsOf(entry: EntryDeclaration): readonly (readonly [FunctionName, FunctionDeclaration])[] {
  const uses = entry.kind === "graph" ? [] : entry.kind === "step" ? [entry] : entry.branches;
  const named: readonly (readonly [FunctionName, FunctionDeclaration | undefined])[] = [
    ...(entry.kind === "choice" ? [["by", entry.by] as const] : []),
    ...(entry.kind === "graph" ? [["when", entry.when] as const] : []),
    ...uses.flatMap(
      ({ when, rateLimitKey, fallback }) =>
        [
          ["when", when],
          ["key", rateLimitKey],
          ["fallback", fallback],
        ] as const,
    ),
  ];
  return named.flatMap(([name, declaration]) => (declaration ? [[name, declaration] as const] : []));
}

/** Reads the types of a function beside a step by the table of the language. */
export function resolveFunction(
  name: FunctionName,
  declaration: FunctionDeclaration,
  found: Diagnostic[],
): ResolvedFunction {
  const { span, fault, returns, returnsSpan } = declaration;
  if (fault !== undefined) {
    found.push(diagnostic("PG1007", span, `${name} cannot be called: ${fault}`, { fix: repairs[name] }));
  }
  if (name !== "fallback" && fault === undefined && !answersAtOnce(returns)) {
    const promise = returns.kind === "promise" ? "a promise" : "what it returns";
    found.push(
      diagnostic("PG1007", returnsSpan, `${name} must answer at once with ${answers[name]}, and ${promise} is none`, {
        fix: repairs[name],
      }),
    );
  }
  return {
    parameters: messagesOf(name, declaration, found).flatMap((parameter) => resolveParameter(name, parameter, found)),
    product: name === "fallback" ? resolveProduct(declaration, found) : undefined,
    productSpan: returnsSpan,
    span,
  };
}

const answers = { when: "true or false", by: "the key of a branch", key: "text" } as const;

const repairs = {
  when: "write (…messages) => boolean",
  by: "write (…messages) => the key of a branch",
  key: "write (…messages) => string",
  fallback: "write (ctx, …messages) => the step's message",
} as const;

/** What is no message and no promise, tsc compares with what the option asks for. */
function answersAtOnce(form: TypeForm): boolean {
  if (form.kind === "union") return form.of.every(answersAtOnce);
  return form.kind === "other" || form.kind === "broken";
}

/** The parameters that are messages; a fallback takes ctx first, like a step, and the others take none. */
function messagesOf(
  name: FunctionName,
  { parameters }: FunctionDeclaration,
  found: Diagnostic[],
): readonly ParameterDeclaration[] {
  const [first, ...rest] = parameters;
  if (name === "fallback") {
    if (first?.form.kind === "context" || first?.form.kind === "broken") return rest;
    // One that needs nothing may leave ctx out as well.
    if (!first) return [];
    found.push(
      diagnostic("PG1005", first.span, "fallback must take ctx first, protograph's own StepContext", {
        fix: 'write ctx: StepContext as the first parameter, with StepContext imported from "protograph"',
      }),
    );
    return first.form.kind === "message" ? parameters : rest;
  }
  const contexts = parameters.filter((parameter) => parameter.form.kind === "context");
  for (const each of contexts) {
    found.push(
      diagnostic("PG1009", each.typeSpan, `${name} takes messages only, and no ctx: it decides from them alone`, {
        fix: "take ctx out",
      }),
    );
  }
  return parameters.filter((parameter) => !contexts.includes(parameter));
}

function resolveParameter(
  of: FunctionName,
  parameter: ParameterDeclaration,
  found: Diagnostic[],
): readonly ResolvedParameter[] {
  const { name, typeSpan: span } = parameter;
  const reading = refuseLater(readParameter(parameter));
  if (reading === "broken") return [{ name, span, shape: undefined }];
  if ("fault" in reading) {
    found.push(diagnostic(reading.code, span, `parameter ${name} of ${of}: ${reading.fault}`, { fix: reading.fix }));
    return [{ name, span, shape: undefined }];
  }
  return [{ name, span, shape: reading }];
}

/** These functions answer from what is there: nothing can be asked for, or awaited. */
function refuseLater(reading: Reading): Reading {
  if (reading === "broken" || "fault" in reading) return reading;
  const { exportName } = reading.message;
  if (reading.cardinality === "lazy") {
    return { code: "PG1009", fault: "Lazy is for steps: what is asked here is there", fix: `write ${exportName}` };
  }
  if (reading.cardinality === "stream") {
    return {
      code: "PG1009",
      fault: "a stream is for steps: here everything is there already",
      fix: `write readonly ${exportName}[]`,
    };
  }
  return reading;
}

function resolveProduct({ returns, returnsSpan }: FunctionDeclaration, found: Diagnostic[]) {
  const reading = readProduct(returns);
  if (reading === "broken") return undefined;
  if (!("fault" in reading)) return reading;
  found.push(
    diagnostic(reading.code, returnsSpan, `fallback returns no message: ${reading.fault}`, { fix: reading.fix }),
  );
  return undefined;
}
