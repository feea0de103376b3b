import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../source-files.js";
import { readCases } from "./corpus.js";
import { homes } from "./homes.js";
import { match } from "./match.js";
import { faultLines, type Score, scorePage } from "./score-page.js";

/**
 * Prints how well both homes of the determinism rules do on the corpus: Markdown first, then what they got wrong.
 * `--write` puts the Markdown into the page of the rules as well.
 */
const cases = readCases();
const scores: Score[] = [];
for (const { name, isBuilt, find, sees } of homes) {
  scores.push({ home: name, match: isBuilt ? match(cases, await find(cases), sees) : undefined });
}
process.stdout.write(`${scorePage(cases, scores)}\n\n${scores.flatMap(faultLines).join("\n")}\n`);

if (process.argv.includes("--write")) {
  const page = join(root, "compiler/lint/README.md");
  const marked = /(<!-- score -->\n)[^]*(<!-- end of score -->)/;
  writeFileSync(page, readFileSync(page, "utf8").replace(marked, `$1\n${scorePage(cases, scores)}\n\n$2`));
}
