import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";

type PayloadCase = NonNullable<RunEvent["payload"]["case"]>;

/** The name of an event's payload. */
export type EventType = Capitalize<PayloadCase>;

/** Events of the run itself. */
export type RunEventType = Extract<EventType, `Run${string}`>;

/** Events of a node, or of an item of one. */
export type StepEventType = Exclude<EventType, RunEventType>;

const cases = RunEventSchema.oneofs.flatMap(({ fields }) => fields).map(({ localName }) => localName as PayloadCase);

const types = Object.fromEntries(
  cases.map((name) => [name, `${name.charAt(0).toUpperCase()}${name.slice(1)}`]),
) as Record<PayloadCase, EventType>;

/** Every type there is, in the order of the contract. */
export const eventTypes: readonly EventType[] = cases.map(typeOf);

/** The types of a run's own events. */
export const runEventTypes: readonly RunEventType[] = eventTypes.filter((type) => !isStepEvent(type));

/** The types of nodes' events. */
export const stepEventTypes: readonly StepEventType[] = eventTypes.filter(isStepEvent);

/** `stepCompleted` is what code calls the payload of a `StepCompleted`. */
export function typeOf(payload: PayloadCase): EventType {
  return types[payload];
}

export function isStepEvent(type: EventType): type is StepEventType {
  return type.startsWith("Step");
}
