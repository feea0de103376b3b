import type { GraphDeclaration, GraphEntry } from "../dsl/graph.js";
import type { Step, StepFunction, StepObject } from "../dsl/step.js";
import type { MessageFunction, UseOptions } from "../dsl/use.js";
import type { Node, Plan } from "../../generated/protograph/v1/plan_pb.js";
import type { Choice } from "../dsl/choose.js";

/** A step as it stands in a declaration, or in a graph or choice of it. */
export interface DeclaredStep {
  readonly kind: "step";
  /** What the ids of its neighbours begin with: `""`, `"MovieTagging/"`, `"Classification/"`. */
  readonly scope: string;
  /** Its id's last part, where the declaration gives it: by `use`, or as the key of a branch. */
  readonly name: string | undefined;
  readonly step: Step;
  readonly options: UseOptions;
  /** What must hold for it to run: its own condition, after those of the graphs around it. */
  readonly conditions: readonly MessageFunction<boolean>[];
}

/** A choice as it stands in a declaration, or in a graph of it. */
export interface DeclaredChoice {
  readonly kind: "choice";
  readonly id: string;
  readonly choice: Choice;
  readonly conditions: readonly MessageFunction<boolean>[];
}

/** What the declaration says of a node. */
export type DeclaredNode = DeclaredStep | DeclaredChoice;

/** The declaration's steps and choices, beside the nodes of the plan they belong to. */
export interface MatchedSteps {
  /** By node of the plan: what it was made of, where the declaration still has it. */
  readonly byNode: readonly (DeclaredNode | undefined)[];
  /** By node of the plan: the step that runs; none for a choice. */
  readonly steps: readonly (StepObject | StepFunction | undefined)[];
  /** What is declared and belongs to no node. */
  readonly others: readonly DeclaredNode[];
}

/**
 * Finds what every node was declared as: in its graph or choice, by identity of the class or function and never by its
 * name, because names do not survive a minifier.
 *
 * @param steps the steps that run, in the order of the plan's nodes; choices have none.
 */
export function matchSteps(
  declaration: GraphDeclaration,
  plan: Plan,
  steps: readonly (StepObject | StepFunction)[],
): MatchedSteps {
  const others = declaration.steps.flatMap((entry) => declaredBy(entry, "", []));
  const running = steps.values();
  const stepOf = plan.nodes.map((node) => (node.choice ? undefined : running.next().value));
  const byNode = plan.nodes.map((node, index) => {
    const step = stepOf[index];
    const found = others.filter((each) => (step ? isStepOf(each, node, step) : isChoiceOf(each, node)));
    // One class may be listed twice in a scope, by names of their own; a step that got another name is still that step.
    const match = found.find((each) => each.kind === "step" && each.name === lastPart(node.id, "/")) ?? found[0];
    if (match) others.splice(others.indexOf(match), 1);
    return match;
  });
  return { byNode, steps: stepOf, others };
}

function declaredBy(
  entry: GraphEntry,
  scope: string,
  conditions: readonly MessageFunction<boolean>[],
): readonly DeclaredNode[] {
  if (typeof entry === "function") {
    return [{ kind: "step", scope, name: undefined, step: entry, options: {}, conditions }];
  }
  if (entry.kind === "graph") return declaredIn(entry, undefined, scope, conditions);
  if (entry.kind === "choose") return chosenFrom(entry, scope, conditions);
  const { step, options } = entry;
  const all = options.when === undefined ? conditions : [...conditions, options.when];
  return typeof step === "function"
    ? [{ kind: "step", scope, name: options.name, step, options, conditions: all }]
    : declaredIn(step, options.name, scope, all);
}

/** The nodes of a graph in a graph: its name is a text, which a minifier leaves alone. */
function declaredIn(
  graph: GraphDeclaration,
  name: string | undefined,
  scope: string,
  conditions: readonly MessageFunction<boolean>[],
): readonly DeclaredNode[] {
  const inner = `${scope}${name ?? lastPart(graph.name, ".")}/`;
  return graph.steps.flatMap((entry) => declaredBy(entry, inner, conditions));
}

function chosenFrom(
  choice: Choice,
  scope: string,
  conditions: readonly MessageFunction<boolean>[],
): readonly DeclaredNode[] {
  const id = `${scope}${lastPart(choice.schema.typeName, ".")}`;
  const branches = Object.entries(choice.branches).map(([key, branch]): DeclaredStep => {
    const [step, options]: [Step, UseOptions] =
      typeof branch === "function" ? [branch, {}] : [branch.step, branch.options];
    const own = options.when === undefined ? [] : [options.when];
    return { kind: "step", scope: `${id}/`, name: key, step, options, conditions: own };
  });
  return [...branches, { kind: "choice", id, choice, conditions }];
}

function lastPart(name: string, separator: "." | "/"): string {
  return name.slice(name.lastIndexOf(separator) + 1);
}

function isStepOf(declared: DeclaredNode, { id }: Node, step: StepObject | StepFunction): boolean {
  if (declared.kind !== "step" || declared.scope !== id.slice(0, id.lastIndexOf("/") + 1)) return false;
  return typeof step === "function" ? step === declared.step : Object.getPrototypeOf(step) === declared.step.prototype;
}

function isChoiceOf(declared: DeclaredNode, { id }: Node): boolean {
  return declared.kind === "choice" && declared.id === id;
}
