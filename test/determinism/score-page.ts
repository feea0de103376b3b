import { type Case, type Place, rules } from "./corpus.js";
import { type Match, precision, recall, within } from "./match.js";

/** What a home scored; nothing where it is missing. */
export interface Score {
  readonly home: string;
  readonly match: Match | undefined;
}

/** The scores as Markdown: precision and recall of each home over each set, then rule by rule. */
export function scorePage(cases: readonly Case[], scores: readonly Score[]): string {
  return [overall(cases, scores), ...scores.flatMap(({ home, match }) => (match ? [byRule(home, match)] : []))].join(
    "\n\n",
  );
}

/** Every miss and false alarm, a line each. */
export function faultLines({ home, match }: Score): readonly string[] {
  if (!match) return [`${home}: missing`];
  const at = ({ file, line, rule }: Place): string => `test/determinism/corpus/${file}:${line} ${rule}`;
  return [
    ...match.misses.map((each) => `${home}: missed ${at(each)}${each.sink ? ` (to ${at(each.sink)})` : ""}`),
    ...match.falseAlarms.map((each) => `${home}: false alarm ${at(each)}`),
  ];
}

function overall(cases: readonly Case[], scores: readonly Score[]): string {
  const sets: readonly (readonly [string, readonly Case[]])[] = [
    ["all", cases],
    ["held-out", cases.filter(({ set }) => set === "held-out")],
    ["open", cases.filter(({ set }) => set === "open")],
  ];
  const rows = scores.flatMap(({ home, match }) =>
    match
      ? sets.map(([name, some]) => {
          const part = name === "all" ? match : within(match, new Set(some.map(({ file }) => file)));
          const { hits, misses, falseAlarms } = part;
          const counts = [hits.length, misses.length, falseAlarms.length].map(String);
          return [home, name, String(some.length), ...counts, percent(precision(part)), percent(recall(part))];
        })
      : [[home, "missing", "", "", "", "", "", ""]],
  );
  return table(["home", "set", "steps", "found", "missed", "false alarms", "precision", "recall"], rows);
}

function byRule(home: string, match: Match): string {
  const rows = rules.flatMap((rule) => {
    const part: Match = {
      hits: match.hits.filter(({ expected }) => expected.rule === rule),
      misses: match.misses.filter((each) => each.rule === rule),
      falseAlarms: match.falseAlarms.filter((each) => each.rule === rule),
    };
    const { hits, misses, falseAlarms } = part;
    if (hits.length + misses.length + falseAlarms.length === 0) return [];
    const counts = [hits.length, misses.length, falseAlarms.length].map(String);
    return [[rule, ...counts, percent(precision(part)), percent(recall(part)), takenFor(part, match)]];
  });
  const paths = match.hits.filter(({ expected }) => expected.sink);
  const whole = paths.filter(({ expected: { sink }, found }) =>
    [...found.trace, found].some(({ file, line }) => file === sink?.file && line === sink.line),
  );
  return [
    table([home, "found", "missed", "false alarms", "precision", "recall", "taken for"], rows),
    ...(paths.length > 0 ? [`${whole.length} of ${paths.length} paths lead to the right sink.`] : []),
  ].join("\n\n");
}

/** The rules that were reported at a place instead of the right one. */
function takenFor({ misses }: Match, { falseAlarms }: Match): string {
  const names = misses.flatMap((missed) =>
    falseAlarms.filter(({ file, line }) => file === missed.file && line === missed.line).map(({ rule }) => rule),
  );
  return [...new Set(names)].map((name) => `${name} × ${names.filter((each) => each === name).length}`).join(", ");
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => "---"), ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, at) => (row[at] ?? "").padEnd(width, row === all[1] ? "-" : " ")).join(" | ")} |`;
  return all.map(line).join("\n");
}
