import type { Shape, Slot } from "./shape.js";

/**
 * What a difference comes to: nothing is lost and all is read alike; the consumer does not see something; or it would
 * see something that the producer did not say.
 */
export type Weight = "alike" | "loss" | "incompatible";

/** Two messages at one field number: a field of each, or of one of them. */
export interface Meeting {
  readonly from: Shape;
  readonly into: Shape;
  readonly producer: Slot | undefined;
  readonly consumer: Slot | undefined;
  /** Whether a field or enum value that has another name means another thing; not between versions of one message. */
  readonly namesMatter: boolean;
}

/** A row of the table of rules. */
export interface Rule {
  /** Stable: what tools tell findings by. */
  readonly id: string;
  readonly weight: Weight;
  /** What it is about: the row's heading. */
  readonly title: string;
  /** Why it weighs what it weighs. */
  readonly because: string;
  /** What there is to say of two fields, where the rule is about them. */
  readonly find: (meeting: Meeting) => string | undefined;
}

/** A rule about a number that both have a field at. */
export function ofBoth(find: (producer: Slot, consumer: Slot, meeting: Meeting) => string | undefined): Rule["find"] {
  return (meeting) =>
    meeting.producer && meeting.consumer ? find(meeting.producer, meeting.consumer, meeting) : undefined;
}

/** A field by its full name. */
export function nameOf(shape: Shape, { name }: Slot): string {
  return shape.entry ? `the ${name} of ${shape.name}` : `${shape.name}.${name}`;
}
