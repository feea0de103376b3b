import { compareText } from "../diagnostics/diagnostic.js";
import type { Cardinality, Graph, GraphNode, Port, Producer } from "../graph/model.js";
import { closureOf, needsOf, topologicalOrder } from "../graph/walk.js";

/** What a picture shows as a box: a message that comes in, a step, or a message that goes out. */
export interface DrawnNode {
  /** Unique in the picture: `input movies.v1.MovieRequest`, `step FetchMovie`, `output movies.v1.TagSet`. */
  readonly id: string;
  readonly kind: "input" | "step" | "output";
  /** The step's name; a message's name, short where no other message of the picture has the same short name. */
  readonly label: string;
  /** The full name of the message that comes in, goes out, or is produced. */
  readonly message: string;
  /** That message's name, short where it can be. */
  readonly messageLabel: string;
  /** The step; absent where a message is drawn. */
  readonly node: GraphNode | undefined;
}

/** What a picture shows as an arrow: a message on its way. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly message: string;
  /** The message's name, as on the boxes. */
  readonly label: string;
  readonly cardinality: Cardinality;
}

/** A graph as boxes and arrows: what every picture is made of. */
export interface Drawing {
  readonly name: string;
  /** Inputs by name, steps in topological order, outputs by name: the order of declaration changes no picture. */
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/**
 * Lays a graph that every check has passed out as boxes and arrows.
 *
 * @param output the full name of an output: only what it needs is drawn. Everything is where it is left out.
 */
export function toDrawing(graph: Graph, output?: string): Drawing {
  const closure = output === undefined ? undefined : closureOf(graph, output);
  const steps = topologicalOrder(graph).filter((node) => !closure || closure.has(node));
  const outputs = graph.outputs.filter((port) => output === undefined || port.message.name === output);
  const needed = new Set([...steps.flatMap((node) => needsOf(graph, node).map((need) => need.message)), output]);
  const inputs = graph.inputs.filter((port) => output === undefined || needed.has(port.message.name));

  const label = shortNames(graph);
  const toPort = (kind: "input" | "output", port: Port): DrawnNode => ({
    id: `${kind} ${port.message.name}`,
    kind,
    label: label(port.message.name),
    message: port.message.name,
    messageLabel: label(port.message.name),
    node: undefined,
  });
  const nodes = [
    ...sortPorts(inputs).map((port) => toPort("input", port)),
    ...steps.map((node): DrawnNode => {
      const message = node.products[0]?.message.name ?? "";
      return { id: `step ${node.id}`, kind: "step", label: node.id, message, messageLabel: label(message), node };
    }),
    ...sortPorts(outputs).map((port) => toPort("output", port)),
  ];
  return { name: graph.name, nodes, edges: toEdges(graph, nodes, label) };
}

function toEdges(graph: Graph, nodes: readonly DrawnNode[], label: (message: string) => string): readonly DrawnEdge[] {
  const edges = new Map<string, DrawnEdge>();
  const add = (producers: readonly Producer[], to: string, message: string, cardinality: Cardinality) => {
    for (const producer of producers) {
      const from = producer.kind === "input" ? `input ${producer.port.message.name}` : `step ${producer.node.id}`;
      edges.set(JSON.stringify([from, to, message]), { from, to, message, label: label(message), cardinality });
    }
  };
  for (const { id, kind, message, node } of nodes) {
    if (node) {
      for (const need of needsOf(graph, node)) {
        add(need.producers, id, need.message, need.shape.cardinality);
      }
    } else if (kind === "output") add(graph.producers.get(message) ?? [], id, message, "one");
  }
  return [...edges.values()];
}

function sortPorts(ports: readonly Port[]): readonly Port[] {
  return ports.toSorted((a, b) => compareText(a.message.name, b.message.name));
}

/** The last part of each message's name, where no other message of the graph ends in the same. */
function shortNames(graph: Graph): (message: string) => string {
  const all = new Set([
    ...graph.producers.keys(),
    ...[...graph.inputs, ...graph.outputs].map((port) => port.message.name),
  ]);
  const short = (message: string) => message.slice(message.lastIndexOf(".") + 1);
  const seen = new Map<string, number>();
  for (const message of all) seen.set(short(message), (seen.get(short(message)) ?? 0) + 1);
  return (message) => ((seen.get(short(message)) ?? 0) > 1 ? message : short(message));
}
