import { BranchRole, type Handoff, OnDuplicate, Overflow } from "../../generated/protograph/v1/flow_pb.js";

/**
 * What a handoff does with messages, in words, one sentence each, for documentation and terminals.
 *
 * @example
 * describeHandoff(handoff); // ["At most 16 at once; more wait.", "Duplicates have the first one's result."]
 */
export function describeHandoff(handoff: Handoff): readonly string[] {
  const { window, overflow, key, onDuplicate, itemFailure, role, required, mapped } = handoff;
  const sentences = [`At most ${window} at once; ${overflow === Overflow.REFUSE ? "more are refused" : "more wait"}.`];
  if (key.length > 0) {
    sentences.push(
      onDuplicate === OnDuplicate.REFUSE ? "Duplicates are refused." : "Duplicates have the first one's result.",
    );
  }
  if (itemFailure) {
    const share = `${Number((itemFailure.tolerated * 100).toFixed(2))}%`;
    sentences.push(itemFailure.tolerated === 1 ? "Any may fail." : `At most ${share} may fail.`);
  }
  if (role === BranchRole.AUX)
    sentences.push(required ? "Beside the primary way." : "Beside the primary way, and may fail.");
  else if (!required) sentences.push("May fail.");
  if (mapped) sentences.push("Mapped.");
  return sentences;
}
