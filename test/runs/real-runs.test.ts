import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { type Store, postgresStore } from "protograph/postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runHere } from "../../compiler/cli/run-here.test-support.js";
import { fileServices } from "../../examples/movies/fakes.js";
import { MovieTagging } from "../../examples/movies/generated/movies/v1/movie-tagging.graph.js";
import { MovieRequestSchema } from "../../examples/movies/generated/movies/v1/movies_pb.js";
import { createDatabase } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { sharedServer } from "../../runtime/store/postgres/shared-server.test-support.js";
import { root } from "../source-files.js";

vi.setConfig({ testTimeout: 60_000 });

const config = join(root, "examples/movies/protograph.json");
const request = create(MovieRequestSchema, { id: "tt0133093" });

let url: string;
let store: Store;
let movies: MovieTagging;
/** What the video archive waits for, or fails with. */
let archive: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  url = await createDatabase(await sharedServer());
  store = await postgresStore({ connectionString: url });
  const services = fileServices();
  const videoApi: typeof services.videoApi = {
    async look(id, options) {
      await archive();
      return services.videoApi.look(id, options);
    },
  };
  movies = new MovieTagging({ ...services, videoApi }, { store });
  await movies.recover();
});

afterAll(() => store.close());

const runs = (...args: readonly string[]) => runHere(["runs", ...args, "-d", url], 120);

async function shown(runId: string) {
  const { out } = await runs("show", runId, "--json");
  return JSON.parse(out) as {
    readonly run: { readonly state: string; readonly substate?: string };
    readonly events: readonly { readonly type: string }[];
    readonly signals: readonly { readonly kind: string; readonly outcome: string }[];
  };
}

describe("a run of an engine", () => {
  it("is shown as it happened, and followed back to its request", async () => {
    const run = movies.tagSet(request, { runId: "plain" });
    await run;
    await run.durable;
    const { events } = await shown("plain");
    expect(events.map(({ type }) => type).filter((type) => type === "StepCompleted")).toHaveLength(5);
    const { out } = await runs("lineage", "plain", "-c", config, "--json");
    const kept = { state: "SUCCEEDED", kept: true, input: expect.any(String) as string };
    expect(JSON.parse(out)).toMatchObject({
      samePlan: true,
      lineage: {
        ...kept,
        step: "GenerateTags",
        from: [
          { ...kept, step: "FetchMovie", from: [{ message: "movies.v1.MovieRequest" }] },
          { ...kept, step: "AnalyzeContent" },
          { ...kept, step: "ClassifyGenreAndMood" },
        ],
      },
    });
  });

  it("is paused and goes on as it is told from outside", async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    archive = () => opened;
    const run = movies.tagSet(request, { runId: "paused" });
    await run.durable;
    expect(await runs("pause", "paused", "--reason", "lunch", "--signal-id", "p1")).toMatchObject({ code: 0 });
    await vi.waitFor(async () => expect((await shown("paused")).run.state).toBe("PAUSED"), { timeout: 20_000 });
    open();
    expect(await runs("resume", "paused", "--signal-id", "r1")).toMatchObject({ code: 0 });
    expect((await run).tags.length).toBeGreaterThan(0);
    await run.durable;
    const { run: record, events, signals } = await shown("paused");
    expect(record.state).toBe("COMPLETED");
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["RunPaused", "RunResumed"]));
    expect(signals).toMatchObject([
      { kind: "PAUSE", outcome: "APPLIED" },
      { kind: "RESUME", outcome: "APPLIED" },
    ]);
    const { out } = await runs("show", "paused");
    expect(out).toMatch(/run paused by signal p1: lunch\n[^]*run resumed by signal r1\n/);
  });

  it("that failed is retried from outside, and keeps what was done", async () => {
    archive = () => Promise.reject(new RangeError("the archive is closed"));
    const run = movies.tagSet(request, { runId: "failed" });
    await expect(run).rejects.toThrow("the archive is closed");
    await run.durable;
    const { out } = await runs("show", "failed");
    expect(out).toMatch(/^failed {2}FAILED\n/);
    expect(out).toContain("the archive is closed");
    expect(out).toMatch(/\n {4}at .*test\/runs\/real-runs\.test\.ts:\d+:\d+/);
    archive = () => Promise.resolve();
    expect(await runs("retry", "failed")).toMatchObject({ code: 0 });
    await vi.waitFor(async () => expect((await shown("failed")).run.state).toBe("COMPLETED"), { timeout: 20_000 });
    const { events } = await shown("failed");
    const steps = events.map((event) => event as { readonly type: string; readonly nodeId?: string });
    expect(steps.filter(({ type, nodeId }) => type === "StepStarted" && nodeId === "FetchMovie")).toHaveLength(1);
  });
});
