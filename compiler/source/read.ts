import path from "node:path";
import type { Config } from "../config/config.js";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { StepDeclaration, TypeForm } from "./declarations.js";
import type { Declarations } from "./project-declarations.js";
import { type Front, messageOf } from "./front.js";
import { ts } from "./typescript.js";
import { Names } from "./names.js";
import { FlowReader } from "./read-flow.js";
import { GraphReader } from "./read-graph.js";
import { PortReader } from "./read-port.js";
import { StepReader } from "./read-step.js";
import { TypeReader } from "./read-type.js";
import { ValueReader } from "./read-value.js";
import { has, type Scope } from "./scope.js";

/**
 * Reads every graph and every step of a project. User code is parsed and never run.
 *
 * What cannot be read is reported where it stands; the rest is read all the same.
 */
export function read(config: Config, front: Front): Declarations {
  const names = new Names(front, config.out);
  const types = new TypeReader(names);
  const steps = new StepReader(names, types);

  const scopes = config.files.flatMap((file) => names.scope(file) ?? []);
  const values = new ValueReader(names);
  const ports = new PortReader(names, types);
  const graphReader = new GraphReader(names, values, ports, steps);
  graphReader.find(scopes);
  const included = new Set(scopes);
  const flows = new FlowReader(names, values, ports, steps, graphReader).readAll(scopes);
  const graphs = graphReader.readAll(included);
  const listed = new Set(steps.all);
  for (const scope of scopes) readUnlisted(scope, steps);
  return {
    graphs,
    flows,
    steps: steps.all.filter((step) => listed.has(step) || looksLikeStep(step)),
    diagnostics: [...front.faults.map((fault) => configFault(fault, config)), ...names.diagnostics],
  };
}

/** PG1008: the tsconfig decides what imports mean, so one that cannot be read is no less a fault than protograph.json. */
function configFault(fault: ts.Diagnostic, config: Config): Diagnostic {
  const file = fault.file?.fileName ?? config.tsconfig ?? path.join(config.root, "tsconfig.json");
  const at = fault.start === undefined ? undefined : fault.file?.getLineAndCharacterOfPosition(fault.start);
  const [line, column] = [(at?.line ?? 0) + 1, (at?.character ?? 0) + 1];
  const span = { file: path.relative(config.root, file).split(path.sep).join("/"), line, column };
  return diagnostic(
    "PG1008",
    { ...span, endLine: line, endColumn: column + (fault.length ?? 1) },
    `the tsconfig cannot be read: ${messageOf(fault).replaceAll(`${config.root}${path.sep}`, "")}`,
  );
}

/** Reads the steps of a file that no graph lists: they are checked too. */
function readUnlisted(scope: Scope, steps: StepReader): void {
  for (const [name, binding] of scope.bindings) {
    if (binding.kind !== "local") continue;
    const { node } = binding;
    if (ts.isClassDeclaration(node)) {
      if (!steps.has(node) && !isBase(node) && mentionsContext(node)) steps.class(node, scope);
    } else if (ts.isFunctionDeclaration(node)) {
      if (
        !steps.has(node) &&
        !steps.isBeside(node) &&
        has(node.modifiers, ts.SyntaxKind.ExportKeyword) &&
        mentionsContext(node)
      ) {
        steps.function(node, scope, name);
      }
    } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer)) {
      const exported =
        ts.isVariableStatement(node.parent.parent) && has(node.parent.parent.modifiers, ts.SyntaxKind.ExportKeyword);
      const { initializer } = node;
      const isStep = !steps.isBeside(initializer) && mentionsContext(initializer);
      if (exported && isStep && !steps.has(initializer)) steps.function(initializer, scope, name);
    }
  }
}

/** Whether a class can only be extended: what it leaves open, the steps that extend it say. */
function isBase(node: ts.ClassDeclaration): boolean {
  return has(node.modifiers, ts.SyntaxKind.AbstractKeyword) || node.typeParameters !== undefined;
}

/** Whether a class's compute, or a function, writes a parameter of type StepContext: nobody else has a use for one. */
function mentionsContext(node: ts.ClassDeclaration | ts.FunctionDeclaration | ts.ArrowFunction): boolean {
  const signatures = ts.isClassDeclaration(node)
    ? node.members.filter((each) => ts.isMethodDeclaration(each) && each.name.getText() === "compute")
    : [node];
  return signatures.some((each) =>
    (each as ts.SignatureDeclaration).parameters.some((parameter) => parameter.type?.getText().includes("StepContext")),
  );
}

/** Whether a function that no graph lists is meant as a step: from messages to a message, and nothing else. */
function looksLikeStep({ kind, compute }: StepDeclaration): boolean {
  if (kind === "class" || !compute) return true;
  const [first, ...messages] = compute.parameters;
  return (
    first?.form.kind === "context" &&
    mentionsMessage(compute.returns) &&
    messages.every((parameter) => mentionsMessage(parameter.form))
  );
}

/** Whether a form has a message, or what may have been meant as one, anywhere in it. */
function mentionsMessage(form: TypeForm): boolean {
  switch (form.kind) {
    case "message":
    case "bare-message":
    case "map":
    case "tuple":
    case "broken":
      return true;
    case "promise":
    case "stream":
    case "lazy":
    case "partial":
    case "list":
      return mentionsMessage(form.of);
    case "union":
      return form.of.some(mentionsMessage);
    default:
      return false;
  }
}
