import type { DescMessage } from "@bufbuild/protobuf";
import type { GraphDeclaration } from "../dsl/declaration.js";
import type {
  FlowDeclaration,
  FlowLink,
  FlowMember,
  Route,
  RouteBranch,
  RouteTarget,
} from "../dsl/flow-declaration.js";
import type { AnyHandoffOptions, ObserverFunction, ObserveOptions } from "../dsl/flow-options.js";

/** A handoff or a branch of a route, as it is declared. */
export interface DeclaredHandoff {
  readonly published: DescMessage;
  readonly consumed: DescMessage;
  /** What its key is read from: the decision, where it is a branch. */
  readonly keyed: DescMessage;
  readonly options: AnyHandoffOptions;
}

/** An observer or a tap, as it is declared. */
export interface DeclaredWatcher {
  readonly id: string;
  readonly observer: ObserverFunction<never>;
  readonly options: ObserveOptions;
}

/** A declared exception, as it is declared. */
export interface DeclaredUnhappy {
  readonly scope: string;
  readonly error: string;
  readonly schema: DescMessage;
}

/** What a flow and the flows in it declare, by the ids that the plan has for it. */
export interface DeclaredFlow {
  readonly members: ReadonlyMap<string, GraphDeclaration>;
  readonly handoffs: ReadonlyMap<string, DeclaredHandoff>;
  readonly routes: ReadonlySet<string>;
  readonly observers: readonly DeclaredWatcher[];
  readonly taps: readonly DeclaredWatcher[];
  readonly unhappy: readonly DeclaredUnhappy[];
}

/** Walks through a declaration and the flows in it. */
export function readDeclaration(declaration: FlowDeclaration): DeclaredFlow {
  const reader = new Reader();
  reader.flow(declaration, "");
  return reader;
}

/** The last part of a dotted name: the id of a graph or flow in its flow. */
function idOf({ name }: FlowMember): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

class Reader implements DeclaredFlow {
  readonly members = new Map<string, GraphDeclaration>();
  readonly handoffs = new Map<string, DeclaredHandoff>();
  readonly routes = new Set<string>();
  readonly observers: DeclaredWatcher[] = [];
  readonly taps: DeclaredWatcher[] = [];
  readonly unhappy: DeclaredUnhappy[] = [];

  flow({ graphs, handoffs, unhappy }: FlowDeclaration, scope: string): void {
    for (const member of graphs) {
      const id = scope + idOf(member);
      if (member.kind === "graph") this.members.set(id, member);
      else this.flow(member, `${id}/`);
    }
    for (const link of handoffs) this.link(link, scope);
    for (const [error, schema] of Object.entries(unhappy)) this.unhappy.push({ scope, error, schema });
  }

  private link(link: FlowLink, scope: string): void {
    const from = scope + idOf(link.from);
    switch (link.kind) {
      case "handoff": {
        const { output, to, input, options } = link;
        const id = `${from}/${output.typeName} -> ${scope}${idOf(to)}/${input.typeName}`;
        this.handoffs.set(id, { published: output, consumed: input, keyed: output, options });
        break;
      }
      case "route":
        this.route(link, scope);
        break;
      case "observe":
        this.observers.push({ ...link, id: `${from}/${link.output.typeName}` });
        break;
      case "tap":
        this.taps.push({ ...link, id: `${from}/${link.step.name}` });
    }
  }

  private route({ from, decision, oneof, branches, options }: Route, scope: string): void {
    const id = `${scope}${idOf(from)}/${decision.typeName}.${oneof}`;
    this.routes.add(id);
    const cases = decision.oneofs.find(({ localName }) => localName === oneof)?.fields ?? [];
    for (const [name, targets] of Object.entries(branches)) {
      const published = cases.find(({ localName }) => localName === name)?.message;
      if (!published) continue;
      for (const target of isSeveral(targets) ? targets : [targets]) {
        const { to, consumed, own } = wayOf(target, published);
        this.handoffs.set(`${id}=${name} -> ${scope}${idOf(to)}/${consumed.typeName}`, {
          published,
          consumed,
          keyed: decision,
          options: { ...options, ...own },
        });
      }
    }
  }
}

function isSeveral(targets: RouteTarget | readonly RouteTarget[]): targets is readonly RouteTarget[] {
  return Array.isArray(targets);
}

function wayOf(
  target: RouteTarget,
  published: DescMessage,
): { readonly to: FlowMember; readonly consumed: DescMessage; readonly own: RouteBranch["options"] | undefined } {
  if (target.kind !== "branch") return { to: target, consumed: published, own: undefined };
  return { to: target.to, consumed: target.input, own: target.options };
}

/**
 * What the watchers of a plan were declared as, in the plan's order: of one id, in the order of declaration.
 *
 * A tap whose step has another name here (a minifier's, or one that `use` gave it) is found by its graph.
 */
export function matchWatchers(
  planned: readonly { readonly id: string }[],
  declared: readonly DeclaredWatcher[],
): readonly (DeclaredWatcher | undefined)[] {
  const left = [...declared];
  const take = (fits: (each: DeclaredWatcher) => boolean) => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const exact = planned.map(({ id }) => take((each) => each.id === id));
  const graphOf = (id: string) => id.slice(0, id.lastIndexOf("/"));
  return planned.map(({ id }, at) => exact[at] ?? take((each) => graphOf(each.id) === graphOf(id)));
}
