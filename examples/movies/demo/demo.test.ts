import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pgliteStore } from "protograph/pglite";
import { describe, expect, it } from "vitest";
import { catalogue } from "../fakes.js";
import { readArguments, UsageError } from "./arguments.js";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const films = catalogue.films.length;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the demo as a program whose output is a pipe; `when` is told what it has printed so far. */
function demo(
  args: readonly string[],
  when: (printed: string, interrupt: () => void) => void = () => undefined,
): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1" };
  delete env.FORCE_COLOR;
  const child = spawn(
    process.execPath,
    ["--conditions=@protograph/source", "--import", import.meta.resolve("tsx"), main, ...args],
    { env, stdio: ["ignore", "pipe", "pipe"] },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    when(stdout, () => child.kill("SIGINT"));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (status) => resolve({ status, stdout, stderr }));
  });
}

describe("the demo, when nobody watches", () => {
  it("tags every film, in plain lines", async () => {
    const { status, stdout, stderr } = await demo(["--memory"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).not.toMatch(/[\u001B\r]/);
    expect(stdout).toContain("MovieRequest → TagSet");
    expect(stdout).toContain("ClassifyGenreAndMood(ContentAnalysis, DirectorProfile) → Classification");
    for (const { movie } of catalogue.films) expect(stdout).toContain(`${movie!.title} (${movie!.year}): `);
    expect(stdout).toMatch(/│ GenerateTags +│ +74 │ +– │/);
    expect(stdout).toContain(`${films} films tagged in `);
  });

  it("keeps runs in a folder, which it says when it makes it, and finds again", async () => {
    const folder = join(mkdtempSync(join(tmpdir(), "protograph-demo-")), "store");
    const first = await demo(["--film", "tt0047478", "--store", folder]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toContain(`Making a store in ${folder}: some seconds, once …`);
    expect(first.stdout).toContain(`The runs are kept in ${folder}: npx protograph runs list`);
    const store = await pgliteStore(folder);
    expect(await store.runs({ tenant: "default", limit: 9 })).toMatchObject([{ state: "COMPLETED" }]);
    const second = await demo(["--film", "tt0047478", "--store", folder]);
    expect(second.stdout).toMatch(/is in use by process .*These runs are kept in memory only\./);
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }, 180_000);

  it("goes over a server that fails now and then, and tags every film all the same", async () => {
    const { status, stdout } = await demo(["--http", "--at-once", "16", "--memory"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/FetchMovie failed: http:\S+ answered 503; next attempt in 100 ms/);
    expect(stdout).toContain(`${films} films tagged in `);
  });

  it("gives the reason for every tag of one film", async () => {
    const { status, stdout } = await demo(["--film", "tt0047478", "--memory"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/0\.\d\d +Middle Ages +setting +the synopsis says “feudal”, “samurai”/);
    expect(stdout).toContain("1 film tagged in ");
  });

  it("fails for a film that it does not know, after it has tagged the others", async () => {
    const { status, stdout } = await demo(["--film", "tt9999999", "--film", "tt0133093", "--memory"]);
    expect(status).toBe(1);
    expect(stdout).toContain('tt9999999: FetchMovie failed: there is no film "tt9999999" in the catalogue');
    expect(stdout).toMatch(/1 film tagged in .*, 1 failed/);
  });

  it("cancels what goes on when it is interrupted", async () => {
    let interrupted = false;
    const { status, stdout } = await demo(["--latency", "5000", "--at-once", "2", "--memory"], (printed, interrupt) => {
      if (interrupted || !printed.includes("Tagging")) return;
      interrupted = true;
      interrupt();
    });
    expect(status).toBe(130);
    expect(stdout).toMatch(new RegExp(`0 films tagged in .*, 2 cancelled, ${films - 2} not started`));
  });

  it("refuses arguments that it does not take, and says how to call it", async () => {
    const { status, stdout, stderr } = await demo(["--at-once", "0"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain('--at-once takes a whole number from 1 to 64, not "0"');
    expect(stderr).toContain("npm run demo -- [--film ID]");
  });

  it.each([
    [["--at-once", "65"], '--at-once takes a whole number from 1 to 64, not "65"'],
    [["--latency", "fast"], '--latency takes a whole number from 0 to 10000, not "fast"'],
    [["--films"], "Unknown option '--films'"],
    [["tt0133093"], "tt0133093"],
  ])("takes no %j, and says why", (args, message) => {
    expect(() => readArguments(args)).toThrow(UsageError);
    expect(() => readArguments(args)).toThrow(message);
  });
});
