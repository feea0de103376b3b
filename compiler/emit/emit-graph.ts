import { toBinary } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { listText } from "../checks/place.js";
import type { Config } from "../config/config.js";
import { stepsOf } from "../graph/flat.js";
import { framesOf } from "../graph/frames.js";
import type { StepUse } from "../graph/model.js";
import { toText } from "../pictures/to-text.js";
import { messagesOf, type Planned } from "../plan/to-plan.js";
import { docComment } from "./comment.js";
import { classNameOf, declarationName, type Emission, messageName, schemaName, stepName } from "./emission.js";
import { currentText } from "./emit-current.js";
import { methodNames, methodText, sortPorts } from "./emit-method.js";
import { EmittedNames } from "./emitted-names.js";
import { generatedHeader } from "./header.js";
import { type EmittedService, servicesOf } from "./services.js";
import { outputType } from "./type-text.js";

/** The typed class of a graph, as a TypeScript module. */
export function emitGraph(planned: Planned, module: string, config: Config): string {
  const { graph, flat } = planned;
  const steps = stepsOf(flat);
  const className = classNameOf(graph);
  const declared = [
    className,
    `${className}Services`,
    `${className}IsCurrent`,
    "plan",
    "messages",
    "outputs",
    "services",
    "options",
  ];
  const names = new EmittedNames(config, module, declared);
  const emission: Emission = {
    ...planned,
    names,
    className,
    steps,
    services: servicesOf(steps),
    methods: methodNames(graph.outputs),
  };
  // The parts come first: each adds the imports it needs.
  const parts = [
    planText(emission),
    messagesText(emission),
    outputsText(emission),
    servicesText(emission),
    classText(emission),
    currentText(emission),
  ];
  return [
    `${generatedHeader}\n// @generated from graph ${graph.name}\n/* eslint-disable */`,
    names.toText(),
    ...parts.filter((part) => part !== ""),
    "",
  ]
    .join("\n\n")
    .replace(/\n\n$/, "\n");
}

function planText({ plan, names }: Emission): string {
  return `const plan = ${names.own("readPlan", false)}(\n  ${JSON.stringify(base64Encode(toBinary(PlanSchema, plan)))},\n);`;
}

function messagesText({ graph, flat, names }: Emission): string {
  const schemas = messagesOf(graph, flat).map((message) => schemaName(names, message));
  const line = `const messages = [${schemas.join(", ")}];`;
  return line.length <= 120
    ? line
    : ["const messages = [", ...schemas.map((schema) => `  ${schema},`), "];"].join("\n");
}

function outputsText(emission: Emission): string {
  const { graph, names, methods } = emission;
  const output = names.own("output", false);
  const lines = sortPorts(graph.outputs).map(({ message, optional }) => {
    const levels = framesOf(graph).dims.get(message.name)?.length ?? 0;
    const type = outputType(messageName(names, message), levels, optional);
    return `  ${methods.get(message.name) ?? ""}: ${output}<${type}>(plan, ${JSON.stringify(message.name)}),`;
  });
  return ["const outputs = {", ...lines, "};"].join("\n");
}

function servicesText({ graph, names, className, services }: Emission): string {
  const lines = services.map((service) =>
    [
      docComment([`Taken by ${listText(service.takers.map((node) => node.id))}.`], "  "),
      `  readonly ${service.key}${service.optional ? "?" : ""}: ${serviceType(names, service)}${service.optional ? " | undefined" : ""};`,
    ].join("\n"),
  );
  const doc = docComment([
    services.length === 0
      ? `The steps of ${graph.name} take no services.`
      : `What the steps of ${graph.name} take in their constructors; lives as long as the graph.`,
  ]);
  if (lines.length === 0) return `${doc}\nexport type ${className}Services = Readonly<Record<never, never>>;`;
  return [doc, `export interface ${className}Services {`, lines.join("\n"), "}"].join("\n");
}

function serviceType(names: EmittedNames, service: EmittedService): string {
  const { type } = service.declaration;
  if (type) return names.file(type.file, type.name, `${type.name}Service`, true);
  return `ConstructorParameters<typeof ${stepName(names, service.taker.use)}>[${service.index}]`;
}

function classText(emission: Emission): string {
  const { graph, names, className } = emission;
  const base = names.own("CompiledGraph", false);
  const picture = toText(graph)
    .split("\n")
    .map((line) => `  ${line}`);
  const doc = [...(graph.doc === "" ? [`The graph ${graph.name}.`] : graph.doc.split("\n")), "", ...picture];
  return [
    docComment(doc),
    `export class ${className} extends ${base} {`,
    constructorText(emission),
    ...sortPorts(graph.outputs).map((output) => `\n${methodText(emission, output)}`),
    "}",
  ].join("\n");
}

function constructorText(emission: Emission): string {
  const { graph, steps, names, className, services } = emission;
  const declaration = declarationName(names, graph);
  const options = names.own("EngineOptions", true);
  const required = services.filter((service) => !service.optional).map((service) => JSON.stringify(service.key));
  const check =
    required.length === 0
      ? []
      : [
          `    ${names.own("requireServices", false)}(${JSON.stringify(graph.name)}, services, [${required.join(", ")}]);`,
        ];
  const parameter = services.length === 0 ? `services: ${className}Services = {}` : `services: ${className}Services`;
  return [
    docComment(
      [
        ...(services.length === 0 ? [] : ["@param services every service that the steps take."]),
        `@throws DeclarationError when ${services.length === 0 ? "" : "a service is missing, or "}the declaration has changed since this was generated.`,
      ],
      "  ",
    ),
    `  constructor(${services.length === 0 ? `_${parameter}` : parameter}, options?: ${options}) {`,
    ...check,
    `    super(`,
    `      ${declaration},`,
    `      plan,`,
    `      messages,`,
    `      [`,
    ...steps.map(({ use }) => `        ${stepExpression(names, use)},`),
    `      ],`,
    `      options,`,
    `    );`,
    `  }`,
  ].join("\n");
}

function stepExpression(names: EmittedNames, use: StepUse): string {
  const name = stepName(names, use);
  if (use.step.declaration.kind === "function") return name;
  return `new ${name}(${use.step.declaration.services.map((service) => `services.${service.key}`).join(", ")})`;
}
