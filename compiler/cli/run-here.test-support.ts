import { runOn } from "./run-cli.js";

/** What a command has printed, and what it ended with. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `protograph` in this process, as on a terminal of a width, without colours. */
export async function runHere(args: readonly string[], width = 100): Promise<Ended> {
  const said = { out: "", err: "" };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    outColor: false,
    errColor: false,
    width,
  };
  const code = await runOn(terminal, args);
  return { code, ...said };
}

/** What goes on in another folder: a process has one at a time. */
let away: Promise<unknown> = Promise.resolve();

/** Runs `protograph` in this process and a folder, after what was to be run in one before. */
export function runHereIn(folder: string, args: readonly string[]): Promise<Ended> {
  const ended = away.then(async () => {
    const home = process.cwd();
    process.chdir(folder);
    try {
      return await runHere(args);
    } finally {
      process.chdir(home);
    }
  });
  away = ended.catch(() => undefined);
  return ended;
}
