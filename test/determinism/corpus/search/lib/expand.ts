/** Words that mean about the same, newest first. */
export function expand(term: string, since = Date.now()): string[] {
  return [term, `${term}-${since}`];
}
