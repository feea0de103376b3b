import { runOn } from "./run-cli.js";
import type { Ended } from "./test-project.test-support.js";

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
