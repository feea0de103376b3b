import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";
import type { ServiceDeclaration, StepDeclaration } from "../source/declarations.js";

/** PG1013: two services of one name, where the generated class has one place: of different types, or of one step. */
export function findServiceConflicts(graph: Graph): readonly Diagnostic[] {
  const first = new Map<string, { readonly service: ServiceDeclaration; readonly step: StepDeclaration }>();
  return graph.nodes.flatMap(usesOf).flatMap(({ step: { declaration: step } }) =>
    step.services.flatMap((service, index) => {
      const twin = step.services.slice(0, index).find((each) => each.key === service.key);
      if (twin) return [twice(step, service, twin)];
      const before = first.get(service.key);
      if (!before) {
        first.set(service.key, { service, step });
        return [];
      }
      if (isSame(before.service, service)) return [];
      return [
        diagnostic(
          "PG1013",
          service.span,
          `${step.name} and ${before.step.name} take different services called ${service.key}`,
          {
            trace: [
              { message: `${service.text} in ${step.name}`, span: service.span },
              { message: `${before.service.text} in ${before.step.name}`, span: before.service.span },
            ],
            fix: "rename one of the types, or the parameter where the type has no name",
          },
        ),
      ];
    }),
  );
}

/** A step takes two services that would be one: it can hardly mean the same one twice. */
function twice(step: StepDeclaration, service: ServiceDeclaration, twin: ServiceDeclaration): Diagnostic {
  return diagnostic("PG1013", service.span, `${step.name} takes two services called ${service.key}`, {
    trace: [{ message: `the first`, span: twin.span }],
    fix: "give each a type with a name of its own",
  });
}

function isSame(a: ServiceDeclaration, b: ServiceDeclaration): boolean {
  if (a.type && b.type) return a.type.file === b.type.file && a.type.name === b.type.name;
  return !a.type && !b.type && a.text === b.text;
}
