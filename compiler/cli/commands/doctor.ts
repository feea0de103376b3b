import pc from "picocolors";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { failStore, withDatabase } from "../with-database.js";

export interface DoctorOptions {
  readonly database?: string;
  readonly json?: boolean;
}

/** `protograph doctor`: says what is wrong with a database, as a store, and what to do. */
export async function doctorCommand(options: DoctorOptions, terminal: Terminal): Promise<ExitCode> {
  // By the package's name, as a user's program: the compiler knows nothing of what is behind it.
  const { examinePostgres } = await import("protograph/postgres");
  try {
    const findings = await examinePostgres(withDatabase(options.database));
    const { green, yellow, red } = pc.createColors(terminal.outColor);
    const word = { good: green("good   "), warning: yellow("warning"), error: red("error  ") };
    const text = findings.map(
      ({ severity, about, says, fix }) =>
        `${word[severity]}  ${about.padEnd(7)}  ${says}\n${fix === undefined ? "" : `${" ".repeat(18)}fix: ${fix}\n`}`,
    );
    terminal.out(options.json ? `${JSON.stringify({ findings }, undefined, 2)}\n` : text.join(""));
    return findings.some(({ severity }) => severity === "error") ? exitCodes.errors : exitCodes.sound;
  } catch (error) {
    return failStore(error, terminal);
  }
}
