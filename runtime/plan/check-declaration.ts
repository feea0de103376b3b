import { create, type DescMessage, equals } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { type Node, type Plan, type Policies, PoliciesSchema } from "../../generated/protograph/v1/plan_pb.js";
import { formatDuration, parseDuration } from "../../proto/contract/duration.js";
import { defaults, durabilityMode, toDurability, toPolicies } from "../../proto/contract/options.js";
import { schemaOf } from "../dsl/graph.js";
import type { GraphDeclaration, GraphInput, GraphOutput } from "../dsl/declaration.js";
import { optionsData } from "../dsl/use.js";
import { DeclarationError } from "../errors.js";
import type { DeclaredChoice, DeclaredNode, DeclaredStep, MatchedSteps } from "./match-steps.js";

/**
 * Makes sure that a plan is still what its declaration would give: TypeScript finds changed types, this finds the rest.
 *
 * @throws DeclarationError (`STALE_GRAPH`) naming everything that changed.
 */
export function checkDeclaration(
  declaration: GraphDeclaration,
  plan: Plan,
  messages: ReadonlyMap<string, DescMessage>,
  { byNode, others }: MatchedSteps,
): void {
  const namesKept = keepsNames(plan, byNode);
  const changes = [
    ...changeOf("its name", plan.graph, declaration.name),
    ...changeOf("its version", plan.version, declaration.version),
    ...changeOf("its durability", durabilityMode(plan.durability) ?? "none", declaration.durability ?? "none"),
    ...changesOfPorts("input", plan.inputs.map(plannedInput), declaration.inputs.map(declaredInput)),
    ...changesOfPorts("output", plan.outputs.map(plannedOutput), declaration.outputs.map(declaredOutput)),
    ...others.map((each) => `${nameOf(each)} is new`),
    ...plan.nodes.flatMap((node, index) => {
      const declared = byNode[index];
      if (!declared) return [`${node.choice ? "choice" : "step"} ${node.id} is gone`];
      return [
        ...changesOfConditions(node, declared),
        ...(declared.kind === "choice" ? changesOfChoice(node, declared) : changesOfStep(node, declared, namesKept)),
      ];
    }),
    ...plan.schemas.flatMap(({ message }) => (messages.has(message) ? [] : [`the schema of ${message} is not given`])),
  ];
  if (changes.length === 0) return;
  throw new DeclarationError(
    "STALE_GRAPH",
    `the generated code of ${plan.graph} is older than its declaration (${changes.join("; ")}); run \`protograph generate\``,
  );
}

function nameOf(declared: DeclaredNode): string {
  if (declared.kind === "choice") return `choice ${declared.id}`;
  return `step ${declared.scope}${declared.name ?? declared.step.name}`;
}

/** Whether this build has kept the names of classes and functions: then at least one step has its own. */
function keepsNames(plan: Plan, byNode: readonly (DeclaredNode | undefined)[]): boolean {
  const unnamed = plan.nodes.flatMap((node, index) => {
    const declared = byNode[index];
    return declared?.kind === "step" && declared.name === undefined
      ? [`${declared.scope}${declared.step.name}` === node.id]
      : [];
  });
  return unnamed.length === 0 || unnamed.includes(true);
}

function changeOf(what: string, planned: string, declared: string): string[] {
  return planned === declared ? [] : [`${what} was ${planned} and is ${declared}`];
}

/** An input or output, and in words what else its declaration says of it. */
interface PortText {
  readonly message: string;
  readonly text: string;
}

function plannedInput({ message, awaited }: Plan["inputs"][number]): PortText {
  if (!awaited) return { message, text: "given at the start" };
  return { message, text: awaitedText(awaited.within && formatDuration(durationMs(awaited.within))) };
}

function declaredInput(input: GraphInput): PortText {
  const message = schemaOf(input).typeName;
  if (!("schema" in input)) return { message, text: "given at the start" };
  const { within } = input.options;
  return { message, text: awaitedText(within && formatDuration(parseDuration(within) ?? 0)) };
}

function awaitedText(within: string | undefined): string {
  return within === undefined ? "awaited" : `awaited within ${within}`;
}

function plannedOutput({ message, optional }: Plan["outputs"][number]): PortText {
  return { message, text: optional ? "optional" : "required" };
}

function declaredOutput(output: GraphOutput): PortText {
  return { message: schemaOf(output).typeName, text: "schema" in output ? "optional" : "required" };
}

function changesOfPorts(what: string, planned: readonly PortText[], declared: readonly PortText[]): string[] {
  const before = new Map(planned.map(({ message, text }) => [message, text]));
  const after = new Map(declared.map(({ message, text }) => [message, text]));
  return [
    ...[...after.keys()].filter((message) => !before.has(message)).map((message) => `${what} ${message} is new`),
    ...[...before.keys()].filter((message) => !after.has(message)).map((message) => `${what} ${message} is gone`),
    ...[...after].flatMap(([message, text]) => changeOf(`${what} ${message}`, before.get(message) ?? text, text)),
  ];
}

function changesOfConditions({ id, conditions }: Node, declared: DeclaredNode): string[] {
  return conditions.length === declared.conditions.length ? [] : [`the conditions of ${id} changed`];
}

function changesOfChoice({ id, choice }: Node, declared: DeclaredChoice): string[] {
  const before = choice?.branches.map(({ key }) => key).join(", ") ?? "";
  return changeOf(`what ${id} chooses from`, before, Object.keys(declared.choice.branches).sort().join(", "));
}

function changesOfStep(
  node: Node,
  { scope, name, step, options, durability }: DeclaredStep,
  namesKept: boolean,
): string[] {
  const id = name !== undefined || namesKept ? `${scope}${name ?? step.name}` : node.id;
  const planned = node.policies ?? create(PoliciesSchema);
  const declared = toPolicies(optionsData(options));
  declared.durability = toDurability(durability);
  if (!namesKept && planned.retry && declared.retry?.on.length === planned.retry.on.length) {
    declared.retry.on = planned.retry.on;
  }
  return [
    ...changeOf(`the name of step ${node.id}`, node.id, id),
    ...changeOf(`the version of step ${node.id}`, node.version, options.version ?? defaults.version),
    ...(equals(PoliciesSchema, planned, declared) ? [] : PoliciesSchema.fields)
      .map((field) => field.localName as Policy)
      .filter((policy) => !equals(PoliciesSchema, only(planned, policy), only(declared, policy)))
      .map((policy) => `the ${policy} of step ${node.id} changed`),
  ];
}

type Policy = Exclude<keyof Policies, "$typeName" | "$unknown">;

function only(policies: Policies, policy: Policy): Policies {
  return create(PoliciesSchema, { [policy]: policies[policy] });
}
