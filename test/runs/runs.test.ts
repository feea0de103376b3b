import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, fromBinary } from "@bufbuild/protobuf";
import { pgliteStore } from "protograph/pglite";
import { postgresStore, type Store } from "protograph/postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runHere } from "../../compiler/cli/run-here.test-support.js";
import { TestProject } from "../../compiler/cli/test-project.test-support.js";
import { ApprovalSchema } from "../../examples/language/generated/language/v1/language_pb.js";
import { SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import { createDatabase } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { sharedServer } from "../../runtime/store/postgres/shared-server.test-support.js";
import { root } from "../source-files.js";
import { recorded, recordMoment, recordRuns } from "./recorded-runs.js";

vi.setConfig({ testTimeout: 60_000 });

const language = join(root, "examples/language/protograph.json");
const movies = join(root, "examples/movies/protograph.json");

/** The runs of {@link recordRuns}, in a folder and in a server. */
let folder: string;
let url: string;

beforeAll(async () => {
  vi.stubEnv("TZ", "UTC");
  folder = mkdtempSync(join(tmpdir(), "protograph-runs-"));
  await filled(await pgliteStore(join(folder, "store")));
  url = await createDatabase(await sharedServer());
  await filled(await postgresStore({ connectionString: url }));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function filled(store: Store): Promise<void> {
  await recordRuns(store);
  await store.close();
}

const inFolder = (args: readonly string[], width?: number) =>
  runHere(["runs", ...args, "-d", join(folder, "store")], width);
const inServer = (args: readonly string[], width?: number) => runHere(["runs", ...args, "-d", url], width);

/** Times of the store are not those of the tests. */
function withoutTimes(text: string): string {
  return text
    .replace(/\b\d+(\.\d)?(ms|s|m) ago/g, "NOW    ")
    .replace(/began \S+ \S+, ended \S+ \S+,/g, "began …, ended …,")
    .replace(/began \S+ [\d:]+/g, "began …");
}

describe("runs", () => {
  const runs = inServer;

  it("are listed, the latest first", async () => {
    const { code, out, err } = await runs(["list"]);
    expect([code, err]).toEqual([0, ""]);
    expect(
      withoutTimes(out)
        .split("\n")
        .map((line) => line.replace(/ +$/, "")),
    ).toEqual([
      expect.stringMatching(/^RUN {7}STATE {13}GRAPH {19}OUTPUT {2}BEGAN +TOOK$/),
      "film-45   RUNNING orphaned  movies.v1.MovieTagging  TagSet  NOW",
      "film-44   PAUSED            movies.v1.MovieTagging  TagSet  NOW",
      "letter-1  PARKED message    language.v1.Approvals   Letter  NOW",
      expect.stringMatching(/^film-43 {3}FAILED {12}movies.v1.MovieTagging {2}TagSet {2}NOW +61s$/),
      expect.stringMatching(/^film-42 {3}COMPLETED {9}movies.v1.MovieTagging {2}TagSet {2}NOW +2.0s$/),
      "",
    ]);
  });

  it("are listed by state, graph and beginning, so many at a time", async () => {
    const ids = async (...args: readonly string[]) => {
      const { out } = await runs(["list", "--json", ...args]);
      return (JSON.parse(out) as { runs: { runId: string }[] }).runs.map(({ runId }) => runId);
    };
    expect(await ids("--state", "failed", "paused")).toEqual(["film-44", "film-43"]);
    expect(await ids("--graph", "language.v1.Approvals")).toEqual(["letter-1"]);
    expect(await ids("--before", "film-44", "--limit", "2")).toEqual(["letter-1", "film-43"]);
    expect(await ids("--tenant", "acme")).toEqual([]);
    const { out, err } = await runs(["list", "--limit", "2"]);
    expect(out.split("\n")).toHaveLength(4);
    expect(err).toBe("there are more: --before film-44\n");
    const { out: json } = await runs(["list", "--limit", "4", "--json"]);
    expect(JSON.parse(json)).toMatchObject({
      before: "film-43",
      runs: [{ runId: "film-45", state: "RUNNING", ownerAlive: false }, {}, { substate: "MESSAGE" }, {}],
    });
  });

  it("are shown: what happened, where each step stands, what is kept", async () => {
    const { code, out, err } = await runs(["show", "film-42"], 80);
    expect([code, err]).toEqual([0, ""]);
    const [head = "", timeline = "", steps = "", checkpoints = "", more] = withoutTimes(out).split("\n\n");
    expect(head.split("\n")).toEqual([
      "film-42  COMPLETED",
      "  movies.v1.MovieTagging → movies.v1.TagSet",
      expect.stringMatching(/^ {2}tenant default, plan [0-9a-f]{12}, release r1$/),
      "  began …, ended …, took 2.0s",
      expect.stringMatching(/^ {2}output [0-9a-f]{64}$/),
    ]);
    expect(timeline.split("\n")).toEqual([
      "Timeline",
      "  +0ms    queued for TagSet",
      "  +2ms    run started",
      "  +3ms    FetchMovie started",
      "  +120ms  FetchMovie failed in 117ms (attempt 1), again in 100ms",
      "            HttpError: 503 Service Unavailable (transient)",
      "            at fetchMovie (examples/movies/steps/fetch-movie.ts:14:11)",
      "  +221ms  FetchMovie started (attempt 2)",
      "  +330ms  FetchMovie completed in 109ms (attempt 2)",
      "  +331ms  FetchDirectorProfile started",
      "  +331ms  AnalyzeContent started",
      "  +410ms  FetchDirectorProfile completed in 79ms",
      "  +1.9s   AnalyzeContent completed in 1.6s",
      "  +2.0s   ClassifyGenreAndMood started",
      "  +2.0s   ClassifyGenreAndMood completed in 2ms",
      "  +2.0s   GenerateTags restored from its checkpoint",
      expect.stringMatching(/^ {2}\+2\.0s {3}run completed: output [0-9a-f]{12}$/),
    ]);
    expect(steps.split("\n").slice(0, 6)).toEqual([
      "Steps",
      "  STEP                  STATE      TRIES  OUTPUT",
      expect.stringMatching(/^ {2}AnalyzeContent {8}SUCCEEDED {2}1 {6}[0-9a-f]{12}$/),
      expect.stringMatching(/^ {2}ClassifyGenreAndMood {2}SUCCEEDED {2}1 {6}[0-9a-f]{12}$/),
      expect.stringMatching(/^ {2}FetchDirectorProfile {2}SUCCEEDED {2}1 {6}[0-9a-f]{12}$/),
      expect.stringMatching(/^ {2}FetchMovie {12}SUCCEEDED {2}2 {6}[0-9a-f]{12}$/),
    ]);
    expect(checkpoints.split("\n")[0]).toBe("Checkpoints");
    expect(checkpoints).toMatch(/^ {2}movies\.v1\.TagSet {11}GenerateTags {10}1 {8}[0-9a-f]{12} {2}26$/m);
    expect(more).toBeUndefined();
  });

  it("are shown with what they failed of, said once, and what they wait for", async () => {
    const { out: failed } = await runs(["show", "film-43"]);
    expect(failed).toContain("  HttpError: 503 Service Unavailable (transient)\n    at fetchMovie (");
    expect(failed).toMatch(/ {2}\+61s {4}FetchMovie failed in 61s\n {12}HttpError: 503/);
    expect(failed).toMatch(/ {2}\+61s {4}run failed\n\nSteps/);
    expect(failed).toMatch(/ {2}GenerateTags +SKIPPED +the run ended first\n/);
    const { out: parked } = await runs(["show", "letter-1"]);
    expect(parked).toContain("  waits for language.v1.Approval, until 2026-12-01 14:03:02\n");
  });

  it("are shown as JSON, with all their events", async () => {
    const { out } = await runs(["show", "film-42", "--json", "--events", "1"]);
    const shown = JSON.parse(out) as { events: object[]; checkpoints: object[] };
    expect(shown).toMatchObject({
      run: { runId: "film-42", state: "COMPLETED", graph: "movies.v1.MovieTagging", engineAttempt: 1 },
      snapshot: { state: "RUN_STATE_COMPLETED", consistency: "CONSISTENCY_CONSISTENT" },
      signals: [],
    });
    expect(shown.events).toHaveLength(14);
    expect(shown.events[3]).toMatchObject({ type: "StepRetried", nodeId: "FetchMovie", logicalAttempt: 1 });
    expect(shown.checkpoints).toHaveLength(5);
    expect(shown.checkpoints[0]).not.toHaveProperty("value");
    const { out: last } = await runs(["show", "film-42", "--events", "2"]);
    expect(last).toMatch(/Timeline, without the first 12 events\n.*GenerateTags restored.*\n.*run completed/);
  });

  it("that have ended are followed to their end", async () => {
    const { code, out } = await runs(["tail", "film-42", "--last", "2"]);
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "14:03:04.010  GenerateTags restored from its checkpoint",
      expect.stringMatching(/^14:03:04\.011 {2}run completed: output [0-9a-f]{12}$/),
      "",
    ]);
    const { out: json } = await runs(["tail", "film-42", "--last", "1", "--json"]);
    expect(JSON.parse(json)).toMatchObject({ type: "RunCompleted", runId: "film-42" });
  });

  it("are followed from their output back to their inputs", async () => {
    const { code, out, err } = await runs(["lineage", "film-42", "-c", movies], 120);
    expect([code, err]).toEqual([0, ""]);
    expect(out.replace(/[0-9a-f]{12}/g, "#").split("\n")).toEqual([
      "TagSet #  by GenerateTags v1, restored, of #",
      "├─ Movie #  by FetchMovie v1, of #",
      "│  └─ MovieRequest  an input",
      "├─ ContentAnalysis #  by AnalyzeContent v1, of #",
      "│  └─ Movie #  by FetchMovie v1, see above",
      "└─ Classification #  by ClassifyGenreAndMood v1, of #",
      "   ├─ ContentAnalysis #  by AnalyzeContent v1, see above",
      "   └─ DirectorProfile #  by FetchDirectorProfile v1, of #",
      "      └─ Movie #  by FetchMovie v1, see above",
      "",
    ]);
    const { out: json } = await runs(["lineage", "film-42", "-c", movies, "--json"]);
    expect(JSON.parse(json)).toMatchObject({
      samePlan: true,
      lineage: {
        message: "movies.v1.TagSet",
        step: "GenerateTags",
        kept: true,
        from: [{ step: "FetchMovie" }, {}, {}],
      },
    });
  });
});

describe("a run that is told something", () => {
  it.each([
    [["pause", "film-43"], 4, "run film-43 has ended and can no longer be paused", "see how it ended"],
    [["cancel", "film-99"], 3, "there is no run film-99 of tenant default", "list those there are"],
    [["resume", "film-45"], 5, "run film-45 is not paused, so it cannot be resumed", "see where it stands"],
    [["retry", "film-44"], 6, "run film-44 has not ended: it can be retried once it has failed", "wait for its end"],
    [
      ["retry", "film-43", "--from", "FetchMovies"],
      2,
      "run film-43 has no step FetchMovies",
      "did you mean FetchMovie?",
    ],
    [["show", "film-99"], 3, "there is no run film-99 of tenant default", "list those there are"],
    [["tail", "film-99"], 3, "there is no run film-99 of tenant default", "list those there are"],
  ])("%j refuses with %i, a sentence and a repair", async (args, code, sentence, fix) => {
    const ended = await inServer(args);
    expect([ended.code, ended.out]).toEqual([code, ""]);
    expect(ended.err).toMatch(new RegExp(`^protograph: ${sentence}\n  fix: ${fix.replace("?", "\\?")}.*\n$`));
  });

  it("refuses in JSON where JSON was asked for", async () => {
    const { code, out, err } = await inServer(["cancel", "film-42", "--json"]);
    expect([code, err]).toEqual([4, ""]);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "RUN_TERMINAL", fix: expect.any(String) as string } });
  });

  it("in a folder is told once, however often the same signal is sent, and shows it", async () => {
    const first = await inFolder(["resume", "film-44", "--signal-id", "again", "--sender", "ada"]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/^accepted: resume film-44 \(signal again\)\nno process has the run now/);
    const second = await inFolder(["resume", "film-44", "--signal-id", "again"]);
    expect(second.out).toBe("accepted, as it was before: resume film-44 (signal again)\n");
    await inFolder(["retry", "film-44", "--signal-id", "early"]);
    const { out } = await inFolder(["show", "film-44"]);
    expect(out).toMatch(
      /Signals\n.*\n {2}again +RESUME +\S+ \S+ +accepted +ada\n {2}early +RETRY +\S+ \S+ +NODE_NOT_TERMINAL/,
    );
  });

  it("keeps a reason, and the step to go on from", async () => {
    await inServer(["cancel", "film-44", "--reason", "no more"]);
    await inServer(["retry", "film-43", "--from", "AnalyzeContent"]);
    const store = await postgresStore({ connectionString: url });
    const actions = async (runId: string) =>
      (await store.signals({ tenant: "default", runId })).map(
        ({ payload }) => fromBinary(SignalSchema, payload).action,
      );
    expect((await actions("film-44")).at(-1)).toMatchObject({ case: "cancel", value: { reason: "no more" } });
    const [retry] = (await actions("film-43")).slice(-1);
    expect(retry).toMatchObject({ case: "retryFrom", value: { nodeId: "AnalyzeContent" } });
    await store.close();
  });
});

describe("a message that is delivered", () => {
  it("is read as JSON, by the messages of the project, and reaches the run as its graph awaits it", async () => {
    const project = new TestProject({ "approval.json": '{ "by": "ada" }', "typo.json": '{ "bye": "ada" }' });
    const deliver = (file: string) => inServer(["deliver", "letter-1", join(project.root, file), "-c", language]);
    expect(await deliver("approval.json")).toMatchObject({ code: 0, err: "" });
    const store = await postgresStore({ connectionString: url });
    const [signal] = await store.signals({ tenant: "default", runId: "letter-1" });
    await store.close();
    const { action } = fromBinary(SignalSchema, signal!.payload);
    expect(action).toMatchObject({ case: "deliver", value: { messageType: "language.v1.Approval" } });
    const bytes = action.case === "deliver" ? action.value.message : new Uint8Array();
    expect(fromBinary(ApprovalSchema, bytes)).toEqual(create(ApprovalSchema, { by: "ada" }));
    const typo = await deliver("typo.json");
    expect([typo.code, typo.out]).toEqual([2, ""]);
    expect(typo.err).toMatch(/typo\.json is no language\.v1\.Approval as JSON: .*bye/);
    expect(await deliver("gone.json")).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot be read") as string,
    });
    project.remove();
  });

  it("is refused where the run's graph awaits none", async () => {
    const { code, err } = await inServer(["deliver", "film-44", join(root, "package.json"), "-c", movies]);
    expect([code, err.split("\n")[0]]).toEqual([2, "protograph: movies.v1.MovieTagging awaits no message"]);
  });
});

describe("the events of all runs", () => {
  it("are followed as they become durable, until the command is interrupted", async () => {
    const project = new TestProject();
    const child = project.start(["runs", "tail", "--tenant", "live"], { env: { DATABASE_URL: url, TZ: "UTC" } });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    const store = await postgresStore({ connectionString: url });
    const owner = await store.register("live", 60_000);
    const told = async (text: string) => {
      await vi.waitFor(() => expect(said).toContain(text), { timeout: 40_000, interval: 50 });
    };
    // A run that began before, and others until the first of them is told: then it follows.
    await recordMoment(store, owner, "film-1", "RunStarted");
    for (let number = 2; !said.includes("run started"); number++) {
      await recordMoment(store, owner, `film-${number}`, "RunStarted");
      await new Promise((next) => setTimeout(next, 250));
    }
    await recordMoment(store, owner, "film-1", "StepStarted", "RUNNING", 2);
    await told("film-1        A started");
    await recordMoment(store, owner, "film-1", "RunCompleted", "COMPLETED", 3);
    await told("film-1        run completed");
    child.kill("SIGINT");
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    expect(said.match(/film-1 +run completed/g)).toHaveLength(1);
    expect(said).not.toMatch(/film-1 +run started/);
    await store.close();
    project.remove();
  });
});

describe("a store", () => {
  it.each([
    [["list", "-d", "mysql://x/y"], "the database's address does not begin with postgres://"],
    [["list", "-d", join(tmpdir(), "no-such-folder")], "is no folder of a store"],
    [["list", "--limit", "0"], "It is no number from 1 to 100000"],
    [["list", "--state", "nope"], "It is none of queued, running"],
  ])("that cannot be used ends the command with 2: %j", async (args, sentence) => {
    const { code, out, err } = await runHere(["runs", ...args]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
  });

  it("that cannot be reached, or is no store, ends it with 1", async () => {
    const empty = await createDatabase(await sharedServer());
    const missing = await runHere(["runs", "list", "-d", empty]);
    expect(missing).toMatchObject({ code: 1, out: "" });
    expect(missing.err).toContain("fix: make it with `protograph migrate`");
    const away = await runHere(["runs", "list", "-d", "postgres://127.0.0.1:1/x"]);
    expect(away).toMatchObject({ code: 1, out: "" });
    expect(away.err).toMatch(/^protograph: /);
  });

  it("in a folder is looked into by one process at a time", async () => {
    const store = await pgliteStore(join(folder, "store"));
    const { code, err } = await inFolder(["list"]);
    await store.close();
    const { out } = await inFolder(["list", "--json"]);
    const { runs } = JSON.parse(out) as { readonly runs: readonly { readonly runId: string }[] };
    expect(runs.map(({ runId }) => runId)).toEqual(recorded.toReversed());
    expect(code).toBe(1);
    expect(err).toContain("fix: end the program that has it first");
  });
});

describe("a terminal that is narrow", () => {
  it("gets lines that fit", async () => {
    const outputs = await Promise.all(
      [["list"], ...recorded.map((run) => ["show", run])].map((args) => inServer(args, 70)),
    );
    const lines = outputs.flatMap(({ out }) => out.split("\n"));
    // Frames of a stack and hashes are there to be copied.
    const long = lines.filter((line) => line.length > 70 && !/output [0-9a-f]{64}|^ {4,}at /.test(line));
    expect(long).toEqual([]);
  });
});
