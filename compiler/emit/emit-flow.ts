import { toBinary } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { FlowPlanSchema } from "../../generated/protograph/v1/flow_pb.js";
import { listText } from "../checks/place.js";
import type { Config } from "../config/config.js";
import { flatten, stepsOf } from "../graph/flat.js";
import { lowerFirst } from "../source/lower-first.js";
import { toText } from "../pictures/to-text.js";
import type { PlannedFlow } from "../plan/to-flow-plan.js";
import { docComment } from "./comment.js";
import { classNameOf, type FlowEmission, messageName } from "./emission.js";
import { flowCurrentText } from "./emit-flow-current.js";
import { parameterNames, sortPorts } from "./emit-method.js";
import { EmittedNames } from "./emitted-names.js";
import { servicesOf } from "./services.js";
import { generatedHeader } from "./header.js";
import { graphModule } from "./output-paths.js";

/** The typed class of a flow, as a TypeScript module. */
export function emitFlow(planned: PlannedFlow, module: string, config: Config): string {
  const { flow } = planned;
  const className = classNameOf(flow);
  const own = [className, `${className}Services`, `${className}Outputs`, `${className}IsCurrent`];
  const names = new EmittedNames(config, module, [...own, "plan", "services", "options"]);
  const emission: FlowEmission = { ...planned, names, className, config };
  // The parts come first: each adds the imports it needs.
  const parts = [
    planText(emission),
    servicesText(emission),
    outputsText(emission),
    classText(emission),
    flowCurrentText(emission),
  ];
  return [
    `${generatedHeader}\n// @generated from flow ${flow.name}\n/* eslint-disable */`,
    names.toText(),
    ...parts,
    "",
  ]
    .join("\n\n")
    .replace(/\n\n$/, "\n");
}

function planText({ plan, names }: FlowEmission): string {
  const bytes = base64Encode(toBinary(FlowPlanSchema, plan));
  return `const plan = ${names.own("readFlowPlan", false)}(\n  ${JSON.stringify(bytes)},\n);`;
}

/** The services of all graphs: who gives them all, gives every graph its own. */
function servicesText({ flow, flat, names, className, config }: FlowEmission): string {
  const types = [...new Set(flat.members.map(({ graph }) => graph))].map((graph) => {
    const name = `${classNameOf(graph)}Services`;
    return names.file(graphModule(graph, config), name, name, true);
  });
  const line = `export type ${className}Services = ${types.join(" & ")};`;
  return [
    docComment([`What the graphs of ${flow.name} take; lives as long as the flow.`]),
    line.length <= 120 ? line : `export type ${className}Services =${types.map((type) => `\n  & ${type}`).join("")};`,
  ].join("\n");
}

function outputsText({ flow, names, className }: FlowEmission): string {
  const keys = parameterNames(flow.outputs);
  const doc = docComment([`What a run of ${flow.name} gives.`]);
  if (flow.outputs.length === 0) return `${doc}\nexport type ${className}Outputs = Readonly<Record<never, never>>;`;
  const lines = sortPorts(flow.outputs).map(({ message, optional }) => {
    const type = messageName(names, message);
    return `  readonly ${keys.get(message.name) ?? ""}: ${type}${optional ? " | undefined" : ""};`;
  });
  return [doc, `export interface ${className}Outputs {`, ...lines, "}"].join("\n");
}

function classText(emission: FlowEmission): string {
  const { flow, names, className } = emission;
  const inputs = sortPorts(flow.inputs).map(({ message }) => messageName(names, message));
  const base = `${names.own("CompiledFlow", false)}<readonly [${inputs.join(", ")}], ${className}Outputs>`;
  const picture = toText(flow)
    .split("\n")
    .map((line) => `  ${line}`);
  return [
    docComment([...(flow.doc === "" ? [`The flow ${flow.name}.`] : flow.doc.split("\n")), "", ...picture]),
    `export class ${className} extends ${base} {`,
    constructorText(emission),
    "",
    methodText(emission),
    "}",
  ].join("\n");
}

function constructorText({ flow, flat, plan, names, className, config }: FlowEmission): string {
  const { exported } = flow;
  const declaration = exported
    ? names.file(exported.file, exported.name, `${lowerFirst(classNameOf(flow))}Flow`, false)
    : "";
  const takesNone = flat.members.every(({ graph }) => servicesOf(stepsOf(flatten(graph))).length === 0);
  const keys = parameterNames(flow.outputs);
  const outputs = plan.outputs.map(({ message }) => JSON.stringify(keys.get(message) ?? ""));
  const graphs = flat.members.map(({ graph }) => {
    const name = classNameOf(graph);
    return `        new ${names.file(graphModule(graph, config), name, `${name}Graph`, false)}(services, options),`;
  });
  return [
    docComment(
      [
        ...(takesNone ? [] : ["@param services every service that the steps of its graphs take."]),
        `@throws DeclarationError when ${takesNone ? "" : "a service is missing, or "}a declaration has changed since this was generated.`,
      ],
      "  ",
    ),
    `  constructor(services: ${className}Services${takesNone ? " = {}" : ""}, options?: ${names.own("FlowOptions", true)}) {`,
    "    super(",
    `      ${declaration},`,
    "      plan,",
    "      [",
    ...graphs,
    "      ],",
    `      [${outputs.join(", ")}],`,
    "      options,",
    "    );",
    "  }",
  ].join("\n");
}

/** The one method: it takes what the flow takes, and runs all of it. */
function methodText({ flow, flat, names, className }: FlowEmission): string {
  const parameters = parameterNames(flow.inputs);
  const nameOf = (message: string) => parameters.get(message) ?? "";
  const given = flow.inputs.map(({ message }) => `${nameOf(message.name)}: ${messageName(names, message)}`);
  const signature = [...given, `options?: ${names.own("FlowRunOptions", true)}`];
  const returns = `${names.own("FlowRun", true)}<${className}Outputs>`;
  const line = `  run(${signature.join(", ")}): ${returns} {`;
  const values = sortPorts(flow.inputs).map(({ message }) => nameOf(message.name));
  return [
    docComment([`Runs ${listText(flat.members.map(({ id }) => id))}, as far as the way leads.`], "  "),
    line.length <= 120 ? line : ["  run(", ...signature.map((each) => `    ${each},`), `  ): ${returns} {`].join("\n"),
    `    return this.start([${values.join(", ")}], options);`,
    "  }",
  ].join("\n");
}
