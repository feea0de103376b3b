import { compareText } from "../diagnostics/diagnostic.js";
import {
  type FlatFlow,
  type FlatHandoff,
  type FlatMember,
  flattenFlow,
  flowEnds,
  flowStarts,
} from "../graph/flat-flow.js";
import type { Flow } from "../graph/flow-model.js";
import { inOrder } from "../graph/order.js";
import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode } from "./drawn.js";
import { shortNames } from "./short-names.js";

const nothing = { within: [], items: "", conditional: false, node: undefined };

/**
 * Lays a flow that every check has passed out: its graphs are boxes, a decision is a rhomb, a flow in the flow a box around
 * its graphs. Arrows are what is handed; those that an exception takes, or that are beside the point, are dashed.
 */
export function toFlowDrawing(flow: Flow): Drawing {
  const flat = flattenFlow(flow);
  const label = shortNames(messagesOf(flow, flat));
  const [inputs, outputs] = [byMessage(flow.inputs), byMessage(flow.outputs)];
  const edges = [
    ...inputs.flatMap(({ message: { name } }) =>
      flowStarts(flow, name).map(({ member }) => edge(`input ${name}`, boxId(member), name, label(name), false)),
    ),
    ...flat.routes.flatMap(({ id, from }) =>
      from.map(({ member, message }) => edge(boxId(member), id, message, label(message), true)),
    ),
    ...flat.handoffs.flatMap((handoff) => edgesOf(handoff, label)),
    ...flat.observers.flatMap(({ from }, index) =>
      from.map(({ member, message }) => seen(member, `observer ${index}`, message, label(message))),
    ),
    ...flat.taps.flatMap(({ from, tap }, index) =>
      from.map(({ member, message }) => seen(member, `tap ${index}`, message, tap.step.name)),
    ),
    ...outputs.flatMap(({ message: { name } }) =>
      flowEnds(flow, name).map(({ member }) => edge(boxId(member), `output ${name}`, name, label(name), false)),
    ),
  ];
  const boxes = [...flat.members.map((member) => toBox(member, label)), ...flat.routes.map(toRhomb)];
  const byBox = new Map(boxes.map((box) => [box.id, box]));
  return {
    name: flow.name,
    nodes: [
      ...inputs.map(({ message: { name } }) => port("input", name, label(name))),
      ...inOrder(boxes, ({ id }) => edges.flatMap(({ from, to }) => (to === id ? (byBox.get(from) ?? []) : []))),
      ...flat.observers.map((_, index) => watcher(`observer ${index}`, "observer")),
      ...flat.taps.map((_, index) => watcher(`tap ${index}`, "tap")),
      ...outputs.map(({ message: { name }, optional }) => port("output", name, `${label(name)}${optional ? "?" : ""}`)),
    ],
    edges,
    groups: groupsOf(flow, ""),
  };
}

type Label = (message: string) => string;

function port(kind: "input" | "output", message: string, label: string): DrawnNode {
  return { ...nothing, id: `${kind} ${message}`, kind, label, name: label, message, messageLabel: label };
}

function watcher(id: string, label: string): DrawnNode {
  return { ...nothing, id, kind: "observer", label, name: label, message: "", messageLabel: "" };
}

/** A decision asks, and its cases answer. */
function toRhomb({ id, route }: FlatFlow["routes"][number]): DrawnNode {
  const { decision, oneof, cases } = route;
  return {
    ...nothing,
    id,
    kind: "choice",
    label: oneof.name,
    name: oneof.name,
    message: "",
    messageLabel: [...cases.keys()].join(" or "),
    within: groupIds(id.slice(0, id.indexOf(`/${decision.name}.`))),
  };
}

/** What is shown to somebody who changes nothing. */
function seen(member: FlatMember, watcherId: string, message: string, label: string): DrawnEdge {
  return dashed(edge(boxId(member), watcherId, message, label, true));
}

function boxId({ id }: FlatMember): string {
  return `graph ${id}`;
}

function toBox(member: FlatMember, label: Label): DrawnNode {
  const { id, graph } = member;
  const gives = graph.outputs.map(({ message, optional }) => `${label(message.name)}${optional ? "?" : ""}`);
  return {
    ...nothing,
    id: boxId(member),
    kind: "step",
    label: id.slice(id.lastIndexOf("/") + 1),
    name: id,
    message: graph.name,
    messageLabel: gives.join(", "),
    within: groupIds(id),
  };
}

/** The boxes around something, by its id: one for each flow in the flow. */
function groupIds(id: string): readonly string[] {
  const parts = id.split("/").slice(0, -1);
  return parts.map((_, at) => `flow ${parts.slice(0, at + 1).join("/")}`);
}

function groupsOf(flow: Flow, prefix: string): readonly DrawnGroup[] {
  return flow.members.flatMap((member): readonly DrawnGroup[] => {
    if (member.kind === "graph") return [];
    const path = `${prefix}${member.id}`;
    const own = { id: `flow ${path}`, label: member.id, graph: member.flow.name, within: groupIds(path) };
    return [own, ...groupsOf(member.flow, `${path}/`)];
  });
}

function edgesOf({ from, to, handoff, route, errors }: FlatHandoff, label: Label): readonly DrawnEdge[] {
  const [published, consumed] = [handoff.published?.name ?? "", handoff.consumed?.name ?? ""];
  const message = published === consumed ? label(published) : `${label(published)} as ${label(consumed)}`;
  const text = handoff.branch
    ? `${handoff.branch.case}${published === consumed ? "" : ` as ${label(consumed)}`}`
    : message;
  const written = errors.length > 0 && !handoff.branch ? `${errors.join(" or ")}: ${text}` : text;
  const starts = route === undefined ? from.map(({ member }) => boxId(member)) : [route];
  const beside = handoff.options.role === "aux" || handoff.options.required === false || errors.length > 0;
  return starts.flatMap((start) =>
    to.map(({ member }) => {
      const drawn = edge(start, boxId(member), published, written, true);
      return beside ? dashed(drawn) : drawn;
    }),
  );
}

function edge(from: string, to: string, message: string, label: string, labelled: boolean): DrawnEdge {
  return { from, to, role: "argument", message, label, labelled, cardinality: "one", dashed: false };
}

function dashed(drawn: DrawnEdge): DrawnEdge {
  return { ...drawn, dashed: true };
}

/** Every message that the flow, or a graph in it, takes or gives. */
function messagesOf({ inputs, outputs }: Flow, { members, handoffs }: FlatFlow): readonly string[] {
  const ports = [...inputs, ...outputs, ...members.flatMap(({ graph }) => [...graph.inputs, ...graph.outputs])];
  return [
    ...ports.map(({ message }) => message.name),
    ...handoffs.flatMap(({ handoff }) => handoff.published?.name ?? []),
  ];
}

function byMessage<T extends { readonly message: { readonly name: string } }>(ports: readonly T[]): readonly T[] {
  return ports.toSorted((a, b) => compareText(a.message.name, b.message.name));
}
