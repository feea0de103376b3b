/**
 * What happened to a node, as one number: a run that nobody watches pays one array element for each event.
 *
 * `kind + 8 × attempt + 1024 × node`: attempts are 127 at most, see the `retry` option and {@link longestAttempt}. Of the
 * kind that is about the run itself, the place of the node says what it was.
 */
const kinds = [
  "StepStarted",
  "StepCompleted",
  "StepFailed",
  "StepRetried",
  "StepSkipped",
  "StepChosen",
  "StepRestored",
] as const;

const runKinds = ["RunPaused", "RunResumed", "RunParked"] as const;

/** An entry can hold no greater attempt; those beyond are shown as this one. */
const longestAttempt = 127;

/** The events of steps. */
export type StepEventType = (typeof kinds)[number];

/** What can happen to a run between its start and its end. */
export type RunNoteType = (typeof runKinds)[number];

/** Packs an entry. */
export function entryOf(type: StepEventType, node: number, attempt: number): number {
  return kinds.indexOf(type) + 8 * Math.min(attempt, longestAttempt) + 1024 * node;
}

/** Packs an entry about the run. */
export function runEntryOf(type: RunNoteType): number {
  return kinds.length + 1024 * runKinds.indexOf(type);
}

/** An entry, unpacked. */
export type LogEntry =
  | { readonly type: StepEventType; readonly node: number; readonly attempt: number }
  | { readonly type: RunNoteType; readonly node: -1; readonly attempt: 0 };

/** Whether an entry is about the run, and not about a node. */
export function isRunNote(type: StepEventType | RunNoteType): type is RunNoteType {
  return (runKinds as readonly string[]).includes(type);
}

/** Unpacks an entry. */
export function readEntry(entry: number): LogEntry {
  const node = Math.floor(entry / 1024);
  const type = kinds[entry % 8];
  if (type !== undefined) return { type, node, attempt: Math.floor(entry / 8) % 128 };
  const ofRun = runKinds[node];
  if (ofRun === undefined) throw new Error(`no event has number ${entry}`);
  return { type: ofRun, node: -1, attempt: 0 };
}
