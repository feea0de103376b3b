import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { create, toJsonString } from "@bufbuild/protobuf";
import { colors } from "./demo/colors.js";
import { type CrashFilm, crashFilms, type Said } from "./demo/crash-films.js";
import { duration } from "./demo/text.js";
import { fileServices } from "./fakes.js";
import { MovieTagging } from "./generated/movies/v1/movie-tagging.graph.js";
import { MovieRequestSchema, TagSetSchema } from "./generated/movies/v1/movies_pb.js";

/** The share of all steps that are done when the process is killed. */
const killedAt = 0.4;

/** What is waited then, so that it is killed in the middle of calls of its services. */
const killAfterMs = 75;

/** What was seen of one life of the process that tags: by film and step, what happened last. */
class Life {
  readonly steps = new Map<string, "running" | "done" | "restored">();
  readonly tags = new Map<string, string>();
  pid = 0;

  get done(): number {
    return [...this.steps.values()].filter((state) => state !== "running").length;
  }

  /** Whether a step of a film was seen. */
  has(film: string): boolean {
    return [...this.steps.keys()].some((key) => key.startsWith(`${film} `));
  }

  take(said: Said): void {
    if (said.kind === "tagged") this.tags.set(said.film, said.tags);
    else {
      const state = { StepStarted: "running", StepCompleted: "done", StepRestored: "restored" } as const;
      const key = `${said.film} ${said.step}`;
      if (said.type in state) this.steps.set(key, state[said.type as keyof typeof state]);
    }
  }
}

/** Tags films in a process of its own, and kills it once `enough` is reached. */
async function live(folder: string, witness: string, enough: number): Promise<Life> {
  const life = new Life();
  const worker = fileURLToPath(new URL("crash-worker.ts", import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, worker, folder, witness], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  life.pid = child.pid ?? 0;
  child.on("message", (said: Said) => {
    life.take(said);
    if (life.done >= enough) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once("error", reject).once("close", (...how) => resolve(how));
  });
  const wanted = Number.isFinite(enough) ? signal === "SIGKILL" : code === 0;
  if (!wanted) throw new Error(`process ${life.pid} ended with ${signal ?? code ?? "nothing"}`);
  return life;
}

/** What a run gives that nobody disturbs. */
async function undisturbed(movies: MovieTagging, { id }: CrashFilm): Promise<string> {
  return toJsonString(TagSetSchema, await movies.tagSet(create(MovieRequestSchema, { id })));
}

const marks = { done: colors.green("✓"), running: colors.yellow("▸"), restored: colors.cyan("↺") };

function line(film: CrashFilm, steps: readonly string[], life: Life): string {
  const states = steps.map((step) => life.steps.get(`${film.id} ${step}`));
  const row = states.map((state) => (state === undefined ? colors.dim("·") : marks[state])).join("");
  const kept = life.tags.has(film.id) && states.every((state) => state === undefined);
  return kept ? `  ${marks.restored.repeat(steps.length)}  ${film.label}, whole` : `  ${row}  ${film.label}`;
}

/** Kills a process in the middle of its work, starts another, and shows that nothing is lost and little done twice. */
async function main(print: (text: string) => void): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "protograph-crash-"));
  const witness = join(folder, "calls");
  const store = join(folder, "store");
  const movies = new MovieTagging(fileServices());
  const steps = movies.describe().steps.map(({ name }) => name);
  const all = steps.length * crashFilms.length;
  try {
    print(`${steps.join(", ")}: five steps for each of ${crashFilms.length} films, kept in a new store.`);
    print(`A process makes the store, which takes some seconds, and tags the films …\n`);
    const startMs = performance.now();
    const first = await live(store, witness, Math.ceil(all * killedAt));
    for (const film of crashFilms) print(line(film, steps, first));
    const underWay = [...first.steps.values()].filter((state) => state === "running").length;
    print(`\n${colors.red(`Killed process ${first.pid}`)} (SIGKILL) after ${duration(performance.now() - startMs)}:`);
    print(`${first.done} of ${all} steps were done (✓), ${underWay} were under way (▸).\n`);

    const second = await live(store, witness, Infinity);
    for (const film of crashFilms) print(line(film, steps, second));
    const wentOn = crashFilms.filter(({ id }) => [first, second].every((life) => life.has(id))).length;
    const restored = [...second.steps.values()].filter((state) => state === "restored").length;
    const again = [...second.steps].filter(
      ([key, state]) => state === "done" && first.steps.get(key) === "done",
    ).length;
    print(`\n${colors.green(`Process ${second.pid} took up ${wentOn} runs`)}: ${restored} steps came from disk (↺),`);
    print(`${second.done - restored} were run (✓), of which ${again} had been done and were not on disk yet.`);

    const calls = readFileSync(witness, "utf8").trim().split("\n");
    const twice = calls.length - new Set(calls).size;
    print(
      `The film database was asked ${calls.length} times by both, ${twice} of them for what it had been asked before.`,
    );

    const expected = await Promise.all(crashFilms.map((film) => undisturbed(movies, film)));
    const equal = crashFilms.filter(({ id }, at) => second.tags.get(id) === expected[at]).length;
    const verdict = `${equal} of ${crashFilms.length} outputs are those of runs that nobody disturbed.`;
    print(`\n${equal === crashFilms.length ? colors.green(verdict) : colors.red(verdict)}`);
    return equal === crashFilms.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = (await main((text) => void process.stdout.write(`${text}\n`))) ? 0 : 1;
