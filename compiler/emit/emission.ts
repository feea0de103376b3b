import type { FlatStep } from "../graph/flat.js";
import type { Graph, StepUse } from "../graph/model.js";
import type { Config } from "../config/config.js";
import type { PlannedFlow } from "../plan/to-flow-plan.js";
import type { Planned } from "../plan/to-plan.js";
import type { MessageRef } from "../source/declarations.js";
import { lowerFirst } from "../source/lower-first.js";
import type { EmittedNames } from "./emitted-names.js";
import type { EmittedService } from "./services.js";

/** Everything that the parts of one generated module have in common. */
export interface Emission extends Planned {
  readonly names: EmittedNames;
  readonly className: string;
  /** The steps in the plan's order: those of graphs in the graph and of choices too. */
  readonly steps: readonly FlatStep[];
  readonly services: readonly EmittedService[];
  /** The method for each output, by the message's full name. */
  readonly methods: ReadonlyMap<string, string>;
}

/** The same of a flow's module. */
export interface FlowEmission extends PlannedFlow {
  readonly names: EmittedNames;
  readonly className: string;
  readonly config: Config;
}

/** What the class of a graph or flow is called: the last part of its name. */
export function classNameOf({ name }: { readonly name: string }): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return last.charAt(0).toUpperCase() + last.slice(1);
}

/** The local name of a graph's declaration, imported. */
export function declarationName(names: EmittedNames, graph: Graph): string {
  const { exported } = graph;
  return exported ? names.file(exported.file, exported.name, `${lowerFirst(classNameOf(graph))}Graph`, false) : "";
}

/** The local name of a step's class or function, imported. */
export function stepName(names: EmittedNames, use: StepUse): string {
  const { exported, name } = use.step.declaration;
  const id = use.id.replace(/\/(.)/g, (_, first: string) => first.toUpperCase());
  return exported ? names.file(exported.file, exported.name, name === id ? `${name}Step` : id, false) : name;
}

/** The local name of a message's schema constant, imported. */
export function schemaName(names: EmittedNames, message: MessageRef): string {
  // A message that is called like a word of the language gets a `$` behind it, and its constant none.
  const constant = `${message.exportName.replace(/\$$/, "")}Schema`;
  return message.package === undefined
    ? names.file(message.file, constant, `${message.exportName}MessageSchema`, false)
    : names.package(message.package, constant, false);
}

/** The local name of a message's type, imported. */
export function messageName(names: EmittedNames, message: MessageRef): string {
  return message.package === undefined
    ? names.file(message.file, message.exportName, `${message.exportName}Message`, true)
    : names.package(message.package, message.exportName, true);
}
