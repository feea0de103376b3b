export type Scorer = (title: string, terms: readonly string[]) => number;

function exact(title: string, terms: readonly string[]): number {
  return terms.filter((term) => title.includes(term)).length;
}

function fresh(title: string): number {
  return title.length / (performance.now() + 1);
}

export const scorers: Record<"exact" | "fresh", Scorer> = { exact, fresh };

export const exactScorers = { exact, double: (title: string, terms: readonly string[]) => 2 * exact(title, terms) };
