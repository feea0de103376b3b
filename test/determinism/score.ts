import { readCases } from "./corpus.js";
import { homes } from "./homes.js";
import { match } from "./match.js";
import { faultLines, type Score, scorePage } from "./score-page.js";

/** Prints how well both homes of the determinism rules do on the corpus: Markdown first, then what they got wrong. */
const cases = readCases();
const scores: Score[] = [];
for (const { name, isBuilt, find, sees } of homes) {
  scores.push({ home: name, match: isBuilt ? match(cases, await find(cases), sees) : undefined });
}
process.stdout.write(`${scorePage(cases, scores)}\n\n${scores.flatMap(faultLines).join("\n")}\n`);
