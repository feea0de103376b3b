import type { Store } from "protograph";
import { type ExitCode, exitCodes, refusalCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { openStore } from "./open-store.js";

/** What all commands about runs take. */
export interface RunsOptions {
  readonly database?: string;
  readonly tenant: string;
  readonly json?: boolean;
}

/** There is no run of the id that was given. */
export class NoSuchRun extends Error {
  readonly code = "RUN_NOT_FOUND";

  constructor(tenant: string, runId: string) {
    super(`there is no run ${runId} of tenant ${tenant}`);
  }
}

/**
 * Does something with a store and closes it, however that ends. What the store or a run has against it is said in one
 * sentence, with its code, which also decides what the process ends with.
 */
export async function withStore(
  { database, json }: RunsOptions,
  terminal: Terminal,
  act: (store: Store) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    const store = await openStore(database);
    try {
      return await act(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof UsageError || !isCoded(error)) throw error;
    const { code, message } = error;
    const fix = repairs[code];
    if (json) terminal.out(`${JSON.stringify({ error: { code, message, ...(fix && { fix }) } }, undefined, 2)}\n`);
    else terminal.err(`protograph: ${message}\n${fix === undefined ? "" : `  fix: ${fix}\n`}`);
    return isRefusal(code) ? refusalCodes[code] : exitCodes.errors;
  }
}

function isCoded(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

function isRefusal(code: string): code is keyof typeof refusalCodes {
  return Object.hasOwn(refusalCodes, code);
}

/** What to do about it, by the code of what went wrong. */
const repairs: Readonly<Record<string, string>> = {
  RUN_NOT_FOUND: "list those there are with `protograph runs list`; --tenant names another tenant",
  RUN_TERMINAL: "see how it ended with `protograph runs show`",
  RUN_NOT_PAUSED: "see where it stands with `protograph runs show`",
  NODE_NOT_TERMINAL: "wait for its end with `protograph runs tail`, or cancel it",
  SIGNAL_INVALID: "see its steps and what it waits for with `protograph runs show`",
  SCHEMA_MISSING: "make it with `protograph migrate`",
  FOLDER_IN_USE: "end the program that has it first; a Postgres server can be shared",
};
