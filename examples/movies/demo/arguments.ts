import { parseArgs } from "node:util";

/** What the demo is asked to do. */
export interface DemoOptions {
  /** IMDb ids; empty for every film of the catalogue. */
  readonly films: readonly string[];
  /** Whether to go over the local server, which answers 503 now and then, instead of the file. */
  readonly http: boolean;
  /** How many runs at once. */
  readonly atOnce: number;
  /** How long the services take for each answer, in milliseconds; the demo's choice where it is left out. */
  readonly latencyMs: number | undefined;
  /** The folder of the store that runs are kept in; none where they are in memory only. */
  readonly store: string | undefined;
  readonly help: boolean;
}

export const usage = `Tags the films in data/films.json.

  npm run demo -- [--film ID]... [--http] [--at-once N] [--latency MS] [--store FOLDER | --memory]

  --film ID      only this film, with the reason for every tag; may be repeated
  --http         ask a local HTTP server, which answers 503 now and then, instead of the file
  --at-once N    how many films at once, 1 to 64 (4)
  --latency MS   how long each answer of the services takes, 0 to 10000 (50 in a terminal, else 0)
  --store FOLDER where runs are kept, so that they outlive the program (.protograph)
  --memory       keep runs in memory only`;

/** An argument that cannot be used. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads the demo's arguments.
 *
 * @throws UsageError naming the argument.
 */
export function readArguments(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  return {
    films: values.film ?? [],
    http: values.http ?? false,
    atOnce: wholeNumber("--at-once", values["at-once"], 1, 64) ?? 4,
    latencyMs: wholeNumber("--latency", values.latency, 0, 10_000),
    store: values.memory ? undefined : (values.store ?? ".protograph"),
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        film: { type: "string", multiple: true },
        http: { type: "boolean" },
        "at-once": { type: "string" },
        latency: { type: "string" },
        store: { type: "string" },
        memory: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function wholeNumber(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  }
  return value;
}
