import { readFile } from "node:fs/promises";

/**
 * @param {string} term
 * @returns {Promise<string[]>}
 */
export async function synonymsOf(term) {
  const text = await readFile("synonyms.txt", "utf8");
  return text.split("\n").filter((line) => line.startsWith(term));
}

export class Stemmer {
  /** @param {string} term */
  stem(term) {
    return this.strip(term).toLowerCase();
  }
  /** @param {string} term */
  strip(term) {
    return term.replace(/(ing|ed|s)$/, "");
  }
}
