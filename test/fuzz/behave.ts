import type { Behaviour, Decider, ModelChoice, ModelNode } from "./model.js";

/** What a step has been given, as one text for each parameter. */
export type Given = readonly string[];

/** A number of 32 bits, drawn from texts. */
function draw(...parts: readonly (string | number)[]): number {
  let hash = 2_166_136_261;
  for (const letter of parts.join("|")) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The text of what a step makes of what it was given. */
export function textOf(...parts: readonly (string | number)[]): string {
  return draw(...parts).toString(36);
}

export function listText(texts: readonly string[]): string {
  return `[${texts.join(",")}]`;
}

/** What takes the place of a message that is not there. */
export const nothing = "-";

export function isTrue({ salt }: Decider, given: Given): boolean {
  return draw("when", salt, ...given) % 6 !== 0;
}

export function chosenKey({ salt, branches }: ModelChoice, given: Given): string {
  return branches[draw("by", salt, ...given) % branches.length]?.key ?? "";
}

/** Whether a step asks for its lazy message number `place`. */
export function asks({ salt }: Behaviour, given: Given, place: number): boolean {
  return draw("ask", salt, place, ...given) % 3 !== 0;
}

/** What a step does when it has all it asks for. */
export interface Outcome {
  readonly failed: boolean;
  /** One text, or, of a list or stream, one for each item; none where it returns nothing. */
  readonly texts: readonly string[];
}

const lengths = [0, 1, 2, 2, 3, 3, 4];

export function behave(node: ModelNode, given: Given, attempt: number): Outcome {
  const { salt, failing, passing } = node.behaviour;
  const failed = draw("fail", salt, ...given) % 8 < failing && !(passing && attempt > 1);
  if (failed) return { failed, texts: [] };
  switch (node.product) {
    case "ONE":
      return { failed, texts: [textOf(node.id, ...given)] };
    case "OPTIONAL":
      return { failed, texts: draw("absent", salt, ...given) % 4 === 0 ? [] : [textOf(node.id, ...given)] };
    default:
      return {
        failed,
        texts: Array.from({ length: lengths[draw("length", salt, ...given) % lengths.length] ?? 0 }, (_, item) =>
          textOf(node.id, ...given, item),
        ),
      };
  }
}

/** What a fallback answers: a text, or nothing where it fails too. */
export function fallBack(node: ModelNode, given: Given): string | undefined {
  return draw("fallback fails", node.behaviour.salt, ...given) % 8 === 0
    ? undefined
    : textOf("fallback", node.id, ...given);
}
