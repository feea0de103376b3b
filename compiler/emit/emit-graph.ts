import { toBinary } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { nameFault } from "../../proto/contract/names.js";
import { listText } from "../checks/place.js";
import type { Config } from "../config/config.js";
import { compareText } from "../diagnostics/diagnostic.js";
import { type FlatStep, neededFor } from "../graph/flat.js";
import type { Port, StepUse } from "../graph/model.js";
import { toText } from "../pictures/to-text.js";
import type { Planned } from "../plan/to-plan.js";
import type { MessageRef } from "../source/declarations.js";
import { docComment, firstSentence } from "./comment.js";
import { EmittedNames } from "./emitted-names.js";
import { generatedHeader } from "./header.js";
import { lowerFirst } from "../source/lower-first.js";
import { type EmittedService, servicesOf } from "./services.js";

/** What the generated class inherits; a method for an output of one of these names gets a `$` behind it. */
const inherited = new Set(["constructor", "plan", "describe", "start", "recover", "toString", "valueOf", "then"]);

/** Everything that the parts of one generated module have in common. */
interface Emission extends Planned {
  readonly names: EmittedNames;
  readonly className: string;
  /** The steps in the plan's order: those of graphs in the graph and of choices too. */
  readonly steps: readonly FlatStep[];
  readonly services: readonly EmittedService[];
  /** The method for each output, by the message's full name. */
  readonly methods: ReadonlyMap<string, string>;
}

/** The typed class of a graph, as a TypeScript module. */
export function emitGraph(planned: Planned, module: string, config: Config): string {
  const { graph, flat } = planned;
  const steps = flat.nodes.flatMap((node) => (node.kind === "step" ? [node] : []));
  const last = graph.name.slice(graph.name.lastIndexOf(".") + 1);
  const className = last.charAt(0).toUpperCase() + last.slice(1);
  const declared = [
    className,
    `${className}Services`,
    `${className}IsCurrent`,
    "plan",
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
    services: servicesOf(steps.map((node) => node.use)),
    methods: methodNames(graph.outputs),
  };
  // The parts come first: each adds the imports it needs.
  const parts = [
    planText(emission),
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

function outputsText({ graph, names, methods }: Emission): string {
  const output = names.own("output", false);
  const lines = sorted(graph.outputs).map(
    ({ message }) =>
      `  ${methods.get(message.name) ?? ""}: ${output}<${messageName(names, message)}>(plan, ${JSON.stringify(message.name)}),`,
  );
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
  return `ConstructorParameters<typeof ${stepName(names, service.taker)}>[${service.index}]`;
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
    ...sorted(graph.outputs).map((output) => `\n${methodText(emission, output)}`),
    "}",
  ].join("\n");
}

function constructorText(emission: Emission): string {
  const { graph, steps, names, className, services } = emission;
  const declaration = declarationName(emission);
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

function methodText({ graph, flat, steps, plan, names, methods }: Emission, output: Port): string {
  const { message } = output;
  const needed = neededFor(flat, [message.name]);
  const inputs = graph.inputs.filter((port) => needed.inputs.has(port));
  const parameters = parameterNames(inputs);
  const method = methods.get(message.name) ?? "";
  const runs = steps.filter((node) => needed.nodes.has(node));
  const list = runs.flatMap((node) => {
    const sentence = firstSentence(node.use.step.declaration.doc);
    return sentence === "" ? [] : [`- ${node.id}: ${sentence}`];
  });
  const intro = `Runs ${listText(runs.map((node) => node.id))}.`;
  // Values stand in the plan's order, parameters in the order of declaration.
  const values = plan.inputs.flatMap((input) => parameters.get(input.message) ?? []);
  const signature = [
    ...inputs.map((port) => `${parameters.get(port.message.name) ?? ""}: ${messageName(names, port.message)}`),
    `options?: ${names.own("RunOptions", true)}`,
  ];
  const head = `  ${method}(${signature.join(", ")}): ${names.own("Run", true)}<${messageName(names, message)}> {`;
  return [
    docComment(list.length === 0 ? [intro] : [intro, "", ...list], "  "),
    head.length <= 120
      ? head
      : [
          `  ${method}(`,
          ...signature.map((each) => `    ${each},`),
          `  ): ${names.own("Run", true)}<${messageName(names, message)}> {`,
        ].join("\n"),
    `    return this.start(outputs.${method}, [${values.join(", ")}], options);`,
    `  }`,
  ].join("\n");
}

function currentText(emission: Emission): string {
  const { graph, steps, names, className } = emission;
  const current = names.own("Current", true);
  const union = (names: readonly string[]) => (names.length === 0 ? "never" : names.join(" | "));
  const messages = (ports: readonly Port[]) => union(sorted(ports).map((port) => JSON.stringify(port.message.name)));
  const declaration = declarationName(emission);
  const graphIs = names.own("GraphIs", true);
  const stepIs = names.own("StepIs", true);
  const claims = [
    callText(graphIs, [
      `typeof ${declaration}`,
      messages(graph.inputs),
      messages(graph.outputs),
      union(steps.map(({ use }) => `typeof ${stepName(names, use)}`)),
      JSON.stringify(graph.name),
    ]),
    ...steps.map(({ id, use }) => {
      const parameters = use.step.parameters.flatMap(({ shape }) => (shape ? messageName(names, shape.message) : []));
      const product = use.step.product ? messageName(names, use.step.product.message) : "never";
      const step = stepName(names, use);
      return callText(stepIs, [JSON.stringify(id), `typeof ${step}`, `[${parameters.join(", ")}]`, product]);
    }),
  ];
  return [
    docComment([
      "`tsc` stops here once a declaration differs from what this file was generated for: run `protograph generate`.",
    ]),
    `export type ${className}IsCurrent = [`,
    ...claims.map((claim) => `  ${current}<${claim}>,`),
    "];",
  ].join("\n");
}

/** `Name<…>` on one line, or with an argument a line where that is too long. */
function callText(name: string, args: readonly string[]): string {
  const line = `${name}<${args.join(", ")}>`;
  return line.length <= 105
    ? line
    : [`${name}<`, ...args.map((arg, index) => `    ${arg}${index < args.length - 1 ? "," : ""}`), "  >"].join("\n");
}

function declarationName({ graph, names, className }: Emission): string {
  return graph.exported
    ? names.file(graph.exported.file, graph.exported.name, `${lowerFirst(className)}Graph`, false)
    : "";
}

function stepName(names: EmittedNames, use: StepUse): string {
  const { exported, name } = use.step.declaration;
  return exported ? names.file(exported.file, exported.name, name === use.id ? `${name}Step` : use.id, false) : name;
}

function messageName(names: EmittedNames, message: MessageRef): string {
  return message.package === undefined
    ? names.file(message.file, message.exportName, `${message.exportName}Message`, true)
    : names.package(message.package, message.exportName, true);
}

/** Each output's method: the message's short name, or its full one where two are alike. */
function methodNames(outputs: readonly Port[]): ReadonlyMap<string, string> {
  const short = parameterNames(outputs);
  return new Map([...short].map(([message, name]) => [message, inherited.has(name) ? `${name}$` : name]));
}

/** A name in lower camel case for each message, by full name: the short one, or the full one where two are alike. */
function parameterNames(ports: readonly Port[]): ReadonlyMap<string, string> {
  const shorts = ports.map(({ message }) => lowerFirst(message.exportName));
  return new Map(
    ports.map(({ message }, index) => {
      const short = shorts[index] ?? "";
      const alone = shorts.filter((each) => each === short).length === 1 && !["options", "outputs"].includes(short);
      return [message.name, alone ? safe(short) : camelCase(message.name)];
    }),
  );
}

/** `movies.v1.Movie` is `moviesV1Movie`. */
function camelCase(fullName: string): string {
  return lowerFirst(fullName.replace(/[._]+([A-Za-z0-9])/g, (_, next: string) => next.toUpperCase()));
}

/** A message may be called like a word of the language: `Delete`, `New`. */
function safe(name: string): string {
  return nameFault(name) === undefined ? name : `${name}$`;
}

function sorted(ports: readonly Port[]): readonly Port[] {
  return ports.toSorted((a, b) => compareText(a.message.name, b.message.name));
}
