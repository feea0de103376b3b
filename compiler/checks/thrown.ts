import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { Flow, FlowException, FlowHandoff, Member } from "../graph/flow-model.js";
import { givenBy, isKnown } from "../graph/flow-ports.js";
import type { Graph, StepUse } from "../graph/model.js";
import type { ThrownClasses, Throwable } from "../source/thrown-classes.js";

/**
 * PG3032: a declared exception that no step of the graphs which its ways lead from could throw: there is no class of that
 * name in anything that they import. Or, where one graph can throw it, a way from another that cannot, and that nothing
 * else takes either.
 */
export function findUnthrowable(flow: Flow, classes: ThrownClasses): readonly Diagnostic[] {
  if (flow.broken || flow.unread.has("handoffs") || flow.unread.has("graphs")) return [];
  const reach = new Reach(classes);
  const dead = flow.exceptions.filter((exception) => reach.nobodyThrows(waysOf(flow, exception), exception));
  return [...dead.map((exception) => unknownClass(flow, exception, reach)), ...idleWays(flow, new Set(dead), reach)];
}

function waysOf({ handoffs }: Flow, { message }: FlowException): readonly FlowHandoff[] {
  return handoffs.filter(({ published }) => published?.name === message.name);
}

function unknownClass(flow: Flow, exception: FlowException, reach: Reach): Diagnostic {
  const { error, span, message } = exception;
  const ways = waysOf(flow, exception);
  const graphs = [...new Set(ways.map(({ from }) => from.name))].join(" or ");
  const near = nearestName(error, reach.classes(ways));
  return diagnostic(
    "PG3032",
    span,
    `no step of ${graphs} can throw ${error}: no class of that name is in what they import`,
    {
      trace: ways.map((way) => ({ message: `${message.name} is taken`, span: way.span })),
      fix:
        near === undefined
          ? `declare class ${error} in a module that the step, or the type of its service, is from or imports; or take it out`
          : `did you mean ${near}?`,
    },
  );
}

/** Ways that only exceptions take, from a graph that throws none of them; another graph does. */
function idleWays(flow: Flow, dead: ReadonlySet<FlowException>, reach: Reach): readonly Diagnostic[] {
  return flow.handoffs.flatMap((way) => {
    const { from, published, branch, span } = way;
    const meant = flow.exceptions.filter(({ message }) => message.name === published?.name);
    // What is dead has been said of the exception itself.
    if (branch || meant.length === 0 || meant.some((each) => dead.has(each))) return [];
    if (!from.member || !isKnown(from.member, "outputs") || isGiven(from.member, published?.name)) return [];
    if (meant.some((each) => !reach.nobodyThrows([way], each))) return [];
    const errors = meant.map(({ error }) => error).join(" or ");
    return [
      diagnostic("PG3032", span, `no step of ${from.name} can throw ${errors}, and nothing else takes this way`, {
        trace: meant.map((each) => ({ message: `${each.error} is declared`, span: each.span })),
        fix: "take the handoff out, or hand on from the graph whose step throws it",
      }),
    ];
  });
}

function isGiven(member: Member, message: string | undefined): boolean {
  return givenBy(member).some((port) => port.message.name === message);
}

/** What the steps of graphs can throw; each graph is looked into once. */
class Reach {
  private readonly known = new Map<Member, Throwable>();

  constructor(private readonly thrown: ThrownClasses) {}

  /** Of what could not be read, nobody knows. */
  nobodyThrows(ways: readonly FlowHandoff[], { error }: FlowException): boolean {
    return (
      ways.length > 0 && ways.every(({ from: { member } }) => member && isRead(member) && !this.of(member).can(error))
    );
  }

  classes(ways: readonly FlowHandoff[]): readonly string[] {
    return ways.flatMap(({ from: { member } }) => (member ? this.of(member).classes : []));
  }

  private of(member: Member): Throwable {
    const found = this.known.get(member) ?? this.thrown.from([...new Set(graphsOf(member).flatMap(filesOf))]);
    this.known.set(member, found);
    return found;
  }
}

function graphsOf(member: Member): readonly Graph[] {
  return member.kind === "graph" ? [member.graph] : member.flow.members.flatMap(graphsOf);
}

function isRead(member: Member): boolean {
  if (member.kind === "flow" && (member.flow.broken || member.flow.unread.has("graphs"))) return false;
  return graphsOf(member).every(
    ({ broken, unread, nesting }) => !broken && !unread.lists.has("steps") && nesting === "known",
  );
}

/** The files of a graph's steps, and of the functions beside them. */
function filesOf(graph: Graph): readonly string[] {
  return graph.nodes.flatMap((node) => {
    if (node.kind === "graph") return [...filesOf(node.graph), ...(node.when ? [node.when.span.file] : [])];
    if (node.kind === "step") return filesOfUse(node);
    return [...(node.by ? [node.by.span.file] : []), ...node.branches.flatMap(filesOfUse)];
  });
}

function filesOfUse({ step, when, fallback, rateLimitKey }: StepUse): readonly string[] {
  const beside = [when, fallback, rateLimitKey].flatMap((each) => (each ? [each.span.file] : []));
  return [step.declaration.span.file, ...beside];
}
