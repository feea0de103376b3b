/** When this module was first asked for. */
const started = Date.now();

/** The moment, for people. */
export function stamp(): string {
  return String(started);
}

/** A text with a mark. */
export function mark(text: string, at: string): string {
  return `${text} at ${at}`;
}
