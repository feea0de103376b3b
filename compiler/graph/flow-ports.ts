import type { Span } from "../diagnostics/diagnostic.js";
import type { MessageRef } from "../source/declarations.js";
import type { Flow, Member } from "./flow-model.js";
import { framesOf } from "./frames.js";

/** A message that a member takes or gives. */
export interface MemberPort {
  readonly message: MessageRef;
  readonly span: Span;
  /** An output that may be absent. */
  readonly optional: boolean;
  /** An output that is a list. */
  readonly many: boolean;
}

/** What a member takes. */
export function takenBy(member: Member): readonly MemberPort[] {
  if (member.kind === "flow") return member.flow.inputs.map((port) => ({ ...port, many: false }));
  return member.graph.inputs.map(({ message, span }) => ({ message, span, optional: false, many: false }));
}

/** What a member gives. */
export function givenBy(member: Member): readonly MemberPort[] {
  if (member.kind === "flow") return member.flow.outputs.map((port) => ({ ...port, many: false }));
  const { graph } = member;
  const dims = graph.nesting === "known" && !graph.broken ? framesOf(graph).dims : undefined;
  return graph.outputs.map(({ message, span, optional }) => ({
    message,
    span,
    optional,
    many: (dims?.get(message.name) ?? []).length > 0,
  }));
}

/** Whether all that a member takes, or gives, is known. */
export function isKnown(member: Member, list: "inputs" | "outputs"): boolean {
  if (member.kind === "graph") {
    const { broken, unread, listSpans } = member.graph;
    return !broken && !unread.lists.has(list) && listSpans.has(list);
  }
  const { broken, unread, listSpans, members } = member.flow;
  if (broken || unread.has(list)) return false;
  if (listSpans.has(list)) return true;
  return !unread.has("graphs") && !unread.has("handoffs") && members.every((each) => isKnown(each, list));
}

/** Whether a handoff leads to an input of a member. */
export function isHanded({ handoffs }: Pick<Flow, "handoffs">, member: Member, message: string): boolean {
  return handoffs.some(({ to, consumed }) => to.member === member && consumed?.name === message);
}

/** Whether a handoff takes an output of a member. */
export function isTaken({ handoffs }: Pick<Flow, "handoffs">, member: Member, message: string): boolean {
  return handoffs.some(({ from, output }) => from.member === member && output.name === message);
}
