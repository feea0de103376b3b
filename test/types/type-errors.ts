import { execFile } from "node:child_process";
import { join } from "node:path";
import { root } from "../source-files.js";

/** One error of `tsc`, as a person meets it. */
export interface TypeError {
  /** From the folder of the cases. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What the types say in words; where they say nothing, what TypeScript says. */
  readonly text: string;
}

const errorLine = /^test\/types\/cases\/(.+)\((\d+),(\d+)\): error TS\d+: (.+)$/;

/** Runs a version of TypeScript over all cases, as a process, and reads the errors it prints for them. */
export async function typeErrors(typescript: string): Promise<readonly TypeError[]> {
  const errors: { file: string; line: number; column: number; message: string[] }[] = [];
  for (const printed of (await tsc(typescript, "-p", "test/types", "--pretty", "false")).split("\n")) {
    const [, file, line, column, first] = errorLine.exec(printed) ?? [];
    if (file !== undefined && first !== undefined) {
      errors.push({ file, line: Number(line), column: Number(column), message: [first] });
    } else if (printed.startsWith(" ")) {
      errors.at(-1)?.message.push(printed.trim());
    }
  }
  return errors.map(({ message, ...place }) => ({ ...place, text: sentenceOf(message) }));
}

/** What `tsc` prints, whatever it exits with. */
export function tsc(typescript: string, ...args: readonly string[]): Promise<string> {
  const program = join(root, "node_modules", typescript, "bin/tsc");
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}

/** The sentence alone where nothing else stands beside it; after `…` where it is the end of a longer explanation. */
function sentenceOf(message: readonly string[]): string {
  const last = message.at(-1) ?? "";
  const [, entry, claim] =
    /^(?:Type|Argument of type) .* is not assignable to (?:parameter of )?type '"([^"]* [^"]*)"'\.$|^Type '"(.*)"' does not satisfy the constraint 'true'\.$/.exec(
      last,
    ) ?? [];
  const sentence = entry ?? claim ?? last;
  // What is missing, the one version says on the first line and the other on the second.
  return message.length === 1 || last.startsWith("Property ") ? sentence : `… ${sentence}`;
}
