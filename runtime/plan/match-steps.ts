import type { GraphDeclaration, GraphEntry } from "../dsl/declaration.js";
import type { Step, StepFunction, StepObject } from "../dsl/step.js";
import type { MessageFunction, UseOptions } from "../dsl/options.js";
import type { DurabilityMode } from "../../proto/contract/options.js";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import type { Choice } from "../dsl/declaration.js";

/** A step as it stands in a declaration, or in a graph or choice of it. */
export interface DeclaredStep {
  readonly kind: "step";
  /** What the ids of its neighbours begin with: `""`, `"MovieTagging/"`, `"Classification/"`. */
  readonly scope: string;
  /** Its id's last part, where the declaration gives it: by `use`, or as the key of a branch. */
  readonly name: string | undefined;
  readonly step: Step;
  readonly options: UseOptions;
  /** Its own, or that of the innermost graph in the graph around it that declares one. */
  readonly durability: DurabilityMode | undefined;
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
  const candidates = new Candidates(
    // What the graph itself declares is the plan's.
    declaration.steps.flatMap((entry) => declaredBy(entry, { scope: "", conditions: [], durability: undefined })),
  );
  const running = steps.values();
  const stepOf = plan.nodes.map((node) => (node.choice ? undefined : running.next().value));
  const byNode = plan.nodes.map(({ id }, index) => candidates.take(id, stepOf[index]));
  return { byNode, steps: stepOf, others: candidates.left() };
}

/** What is declared and has no node yet, by what it is told by. */
class Candidates {
  private readonly byIdentity = new Map<unknown, Set<DeclaredNode>>();
  private readonly byName = new Map<string, DeclaredNode>();

  constructor(private readonly declared: readonly DeclaredNode[]) {
    for (const each of declared) {
      if (each.kind === "choice") this.byName.set(each.id, each);
      else {
        if (each.name !== undefined) this.byName.set(`${each.scope}${each.name}`, each);
        for (const identity of identitiesOf(each.step)) {
          const known = this.byIdentity.get(identity);
          if (known) known.add(each);
          else this.byIdentity.set(identity, new Set([each]));
        }
      }
    }
  }

  /** What a node was declared as; a class may be listed twice in a scope, by names of its own. */
  take(id: string, step: StepObject | StepFunction | undefined): DeclaredNode | undefined {
    const named = this.byName.get(id);
    const identity: unknown = typeof step === "object" ? Object.getPrototypeOf(step) : step;
    const found = this.isMadeOf(named, identity) ? named : this.inScope(id, identity);
    if (found?.kind === "step") for (const each of identitiesOf(found.step)) this.byIdentity.get(each)?.delete(found);
    if (found) this.byName.delete(found.kind === "choice" ? found.id : `${found.scope}${found.name ?? ""}`);
    return found;
  }

  left(): readonly DeclaredNode[] {
    const left = new Set<DeclaredNode>(this.byName.values());
    for (const each of this.byIdentity.values()) for (const node of each) left.add(node);
    return this.declared.filter((each) => left.has(each));
  }

  private isMadeOf(declared: DeclaredNode | undefined, identity: unknown): boolean {
    if (declared?.kind !== "step") return declared !== undefined && identity === undefined;
    return this.byIdentity.get(identity)?.has(declared) === true;
  }

  private inScope(id: string, identity: unknown): DeclaredNode | undefined {
    const scope = id.slice(0, id.lastIndexOf("/") + 1);
    for (const each of this.byIdentity.get(identity) ?? [])
      if (each.kind === "step" && each.scope === scope) return each;
    return undefined;
  }
}

/** A step that runs is the declared function, or has the declared class's prototype. */
function identitiesOf(step: Step): readonly unknown[] {
  const { prototype } = step as { readonly prototype?: unknown };
  return prototype === undefined ? [step] : [step, prototype];
}

/** What the graphs in the graph hand on to the entries in them. */
interface Surroundings {
  readonly scope: string;
  readonly conditions: readonly MessageFunction<boolean>[];
  readonly durability: DurabilityMode | undefined;
}

function declaredBy(entry: GraphEntry, around: Surroundings): readonly DeclaredNode[] {
  if (typeof entry === "function") return [declaredStep(entry, undefined, {}, around)];
  if (entry.kind === "graph") return declaredIn(entry, undefined, around);
  if (entry.kind === "choose") return chosenFrom(entry, around);
  const { step, options } = entry;
  const { conditions } = around;
  const within = options.when === undefined ? around : { ...around, conditions: [...conditions, options.when] };
  return typeof step === "function"
    ? [declaredStep(step, options.name, options, within)]
    : declaredIn(step, options.name, within);
}

function declaredStep(
  step: Step,
  name: string | undefined,
  options: UseOptions,
  { scope, conditions, durability }: Surroundings,
): DeclaredStep {
  return { kind: "step", scope, name, step, options, durability: options.durability ?? durability, conditions };
}

/** The nodes of a graph in a graph: its name is a text, which a minifier leaves alone. */
function declaredIn(
  graph: GraphDeclaration,
  name: string | undefined,
  { scope, conditions, durability }: Surroundings,
): readonly DeclaredNode[] {
  const inner = {
    scope: `${scope}${name ?? lastPart(graph.name, ".")}/`,
    conditions,
    durability: graph.durability ?? durability,
  };
  return graph.steps.flatMap((entry) => declaredBy(entry, inner));
}

function chosenFrom(choice: Choice, { scope, conditions, durability }: Surroundings): readonly DeclaredNode[] {
  const id = `${scope}${lastPart(choice.schema.typeName, ".")}`;
  const branches = Object.entries(choice.branches).map(([key, branch]): DeclaredStep => {
    const [step, options]: [Step, UseOptions] =
      typeof branch === "function" ? [branch, {}] : [branch.step, branch.options];
    const own = options.when === undefined ? [] : [options.when];
    return declaredStep(step, key, options, { scope: `${id}/`, conditions: own, durability });
  });
  return [...branches, { kind: "choice", id, choice, conditions }];
}

function lastPart(name: string, separator: "." | "/"): string {
  return name.slice(name.lastIndexOf(separator) + 1);
}
