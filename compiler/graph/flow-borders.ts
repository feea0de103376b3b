import type { PortDeclaration } from "../source/declarations.js";
import { Conditions } from "./flow-conditions.js";
import type { Flow, FlowPort } from "./flow-model.js";
import { givenBy, isHanded, isTaken, takenBy } from "./flow-ports.js";

/** The inputs of a flow: those that are declared, or those that its members take and nobody hands. */
export function inputsOf(
  flow: Omit<Flow, "inputs" | "outputs" | "ends">,
  declared: readonly PortDeclaration[],
): readonly FlowPort[] {
  if (flow.listSpans.has("inputs")) return declared.map(toPort);
  const free = flow.members.flatMap((member) =>
    takenBy(member).filter(({ message }) => !isHanded(flow, member, message.name)),
  );
  return onceEach(free.map(({ message, span }) => ({ message, span, optional: false, awaited: false })));
}

/** The outputs of a flow: those that are declared, or those that its members give and nobody takes. */
export function outputsOf(
  flow: Omit<Flow, "inputs" | "outputs" | "ends">,
  declared: readonly PortDeclaration[],
): readonly FlowPort[] {
  if (flow.listSpans.has("outputs")) return declared.map(toPort);
  const conditions = new Conditions(flow);
  const free = flow.members.flatMap((member) =>
    givenBy(member).filter(({ message }) => !isTaken(flow, member, message.name)),
  );
  return onceEach(
    free.map(({ message, span }) => ({
      message,
      span,
      optional: conditions.mayBeAbsent(message.name),
      awaited: false,
    })),
  );
}

function onceEach(ports: readonly FlowPort[]): readonly FlowPort[] {
  const found = new Map<string, FlowPort>();
  for (const port of ports) if (!found.has(port.message.name)) found.set(port.message.name, port);
  return [...found.values()];
}

function toPort({ message, span, optional, awaited }: PortDeclaration): FlowPort {
  return { message, span, optional, awaited: awaited !== undefined };
}
