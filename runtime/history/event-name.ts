import type { EventIdentity } from "./idempotency-key.js";

/**
 * What makes events of one run the same one, as text: two of them have the same name where they have the same idempotency
 * key. Comparing names takes a fraction of what making keys does.
 */
export function eventName(event: Omit<EventIdentity, "runId">): string {
  const { nodeId, itemIndex, logicalAttempt, type, occurrence, planDigest } = event;
  const items = itemIndex.length === 0 ? "" : itemIndex.join(".");
  // What may be any text stands last, so that nothing in it can be taken for another part.
  return `${type}\u0000${nodeId}\u0000${items}\u0000${logicalAttempt}\u0000${planDigest}\u0000${occurrence}`;
}
