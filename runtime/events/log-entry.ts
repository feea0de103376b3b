/**
 * What happened to a node, as one number: a run that nobody watches pays one array element for each event.
 *
 * `kind + 8 × attempt + 1024 × node`: attempts are 100 at most, see the `retry` option.
 */
const kinds = ["StepStarted", "StepCompleted", "StepFailed", "StepRetried", "StepSkipped", "StepChosen"] as const;

/** The events of steps. */
export type StepEventType = (typeof kinds)[number];

/** Packs an entry. */
export function entryOf(type: StepEventType, node: number, attempt: number): number {
  return kinds.indexOf(type) + 8 * attempt + 1024 * node;
}

/** Unpacks an entry. */
export function readEntry(entry: number): { type: StepEventType; node: number; attempt: number } {
  const type = kinds[entry % 8];
  if (type === undefined) throw new Error(`no event has number ${entry}`);
  return { type, node: Math.floor(entry / 1024), attempt: Math.floor(entry / 8) % 128 };
}
