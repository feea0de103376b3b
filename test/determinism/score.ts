import { readCases } from "./corpus.js";
import { homes } from "./homes.js";
import { match } from "./match.js";
import { faultLines, type Score, scorePage } from "./score-page.js";

/** Prints how well both homes of the determinism rules do on the corpus: Markdown first, then what they got wrong. */
const cases = readCases();
const scores: Score[] = [];
for (const { name, find, sees } of homes) {
  const found = await find(cases);
  scores.push({ home: name, match: found && match(cases, found, sees) });
}
process.stdout.write(`${scorePage(cases, scores)}\n\n${scores.flatMap(faultLines).join("\n")}\n`);
