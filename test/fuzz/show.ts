import type { Decider, Model, ModelNode, Parameter } from "./model.js";

/** A model as one line for each node, for who has to find out why it differs. */
export function show(model: Model): string {
  const name = (value: number) => model.nodes[value - model.inputs]?.id ?? `input${value}`;
  const takes = (parameters: readonly Parameter[]) =>
    parameters.map(({ value, taking }) => `${taking} ${name(value)}`).join(", ");
  const asks = ({ parameters, salt }: Decider) => `${salt}(${takes(parameters)})`;
  const line = (node: ModelNode) => {
    const words = [`${node.id}(${takes(node.parameters)}) → ${node.product}`];
    if (node.frame.length > 0) words.push(`for each ${node.frame.map(name).join(" × ")}`);
    if (node.conditions.length > 0) words.push(`when ${node.conditions.map(asks).join(" and ")}`);
    if (node.choice) words.push(`by ${asks(node.choice)} of ${node.choice.branches.map(({ key }) => key).join(", ")}`);
    if (node.fallback) words.push(`fallback(${takes(node.fallback)})`);
    return [...words, JSON.stringify({ ...node.behaviour, ...node.options })].join("; ");
  };
  return [
    `${model.inputs} inputs`,
    ...model.nodes.map(line),
    `outputs ${model.root.outputs.map(name).join(", ")}`,
  ].join("\n");
}
