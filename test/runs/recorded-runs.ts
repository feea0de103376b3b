import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { RunState, Store } from "protograph";
import { ParkReason, type RunEvent, SkipReason } from "../../generated/protograph/v1/event_pb.js";
import { FailureClass } from "../../generated/protograph/v1/failure_pb.js";
import { eventOf, type Sketch } from "../../runtime/history/events.test-support.js";
import { recordRun } from "../../runtime/history/recorded-run.test-support.js";
import { checkpoint, submission } from "../../runtime/store/contract/harness.test-support.js";
import { root } from "../source-files.js";

/** When the runs below began, by their processes' clocks. */
const beganMs = Date.UTC(2026, 10, 28, 14, 3, 2);

type Owner = Parameters<typeof recordRun>[1];
type RunChange = NonNullable<Parameters<typeof recordRun>[5]>;
type StateChange = NonNullable<RunChange["state"]>;
type EventType = Sketch["type"];

/** An event of a recorded run, so many milliseconds after its beginning. */
type Moment = Omit<Sketch, "seq" | "origin"> & { readonly at: number };

const film = planOf("examples/movies/generated/movies/v1/movie-tagging.plan.json");
const letter = planOf("examples/language/generated/language/v1/approvals.plan.json");

const unavailable = {
  class: FailureClass.TRANSIENT,
  name: "HttpError",
  message: "503 Service Unavailable",
  stack: [
    "at process.processTicksAndRejections (node:internal/process/task_queues:103:5)",
    "at get (file:///srv/node_modules/undici/index.js:7:9)",
    `at fetchMovie (file://${root}/examples/movies/steps/fetch-movie.ts:14:11)`,
    `at call (file://${root}/runtime/engine/callee.ts:60:3)`,
  ].join("\n"),
};

/** A run that is completed, after a failure of its first step. */
const completed: readonly Moment[] = [
  { type: "RunQueued", at: 0 },
  { type: "RunStarted", at: 2 },
  { type: "StepStarted", node: "FetchMovie", at: 3, with: { inputHash: hash("in FetchMovie") } },
  { type: "StepRetried", node: "FetchMovie", at: 120, with: { failure: unavailable, delayMs: 100n } },
  { type: "StepStarted", node: "FetchMovie", attempt: 2, at: 221, with: { inputHash: hash("in FetchMovie") } },
  { type: "StepCompleted", node: "FetchMovie", attempt: 2, at: 330, with: { outputHash: hash("FetchMovie") } },
  { type: "StepStarted", node: "FetchDirectorProfile", at: 331 },
  { type: "StepStarted", node: "AnalyzeContent", at: 331 },
  { type: "StepCompleted", node: "FetchDirectorProfile", at: 410, with: { outputHash: hash("FetchDirectorProfile") } },
  { type: "StepCompleted", node: "AnalyzeContent", at: 1_950, with: { outputHash: hash("AnalyzeContent") } },
  { type: "StepStarted", node: "ClassifyGenreAndMood", at: 1_951 },
  { type: "StepCompleted", node: "ClassifyGenreAndMood", at: 1_953, with: { outputHash: hash("Classify") } },
  { type: "StepRestored", node: "GenerateTags", at: 2_010, with: { outputHash: hash("GenerateTags") } },
  { type: "RunCompleted", at: 2_011, with: { outputHash: hash("GenerateTags") } },
];

const failed: readonly Moment[] = [
  { type: "RunStarted", at: 0 },
  { type: "StepStarted", node: "FetchMovie", at: 1 },
  { type: "StepFailed", node: "FetchMovie", at: 61_000, with: { failure: unavailable } },
  ...["FetchDirectorProfile", "AnalyzeContent", "ClassifyGenreAndMood", "GenerateTags"].map((node): Moment => ({
    type: "StepSkipped",
    node,
    at: 61_001,
    with: { reason: SkipReason.CANCELLED },
  })),
  { type: "RunFailed", at: 61_001, with: { failure: unavailable } },
];

const parked: readonly Moment[] = [
  { type: "RunStarted", at: 0 },
  {
    type: "RunParked",
    at: 5,
    with: {
      reason: ParkReason.MESSAGE,
      message: "language.v1.Approval",
      until: timestampFromMs(beganMs + 259_200_000),
    },
  },
];

const going: readonly Moment[] = [
  { type: "RunStarted", at: 0 },
  { type: "StepStarted", node: "FetchMovie", at: 1 },
];

/** The runs that {@link recordRuns} makes, oldest first. */
export const recorded = ["film-42", "film-43", "letter-1", "film-44", "film-45"] as const;

/** Puts a few runs into a store, as they would be after a while: one of each kind. */
export async function recordRuns(store: Store): Promise<void> {
  const owner = await store.register("recorder", 600_000);
  const make = async (
    runId: string,
    of: typeof film,
    state: RunState,
    history: readonly Moment[],
    more: RunChange = {},
  ) => {
    const { graph, planDigest, nodes, output } = of;
    const run = submission({ tenant: "default", runId, graph, output, planDigest: Buffer.from(planDigest, "hex") });
    const events = history.map((moment, index) => toEvent(run, planDigest, moment, index + 1));
    await recordRun(store, owner, run, events, nodes, { state: { state } as StateChange, ...more });
  };
  const kept = [
    ["movies.v1.Movie", "FetchMovie"],
    ["movies.v1.DirectorProfile", "FetchDirectorProfile"],
    ["movies.v1.ContentAnalysis", "AnalyzeContent"],
    ["movies.v1.Classification", "ClassifyGenreAndMood"],
    ["movies.v1.TagSet", "GenerateTags"],
  ].map(([message = "", nodeId = ""]) =>
    checkpoint(message, `the output of ${nodeId}`, { nodeId, inputHash: hash(`in ${nodeId}`) }),
  );
  await make("film-42", film, "COMPLETED", completed, { checkpoints: kept });
  await make("film-43", film, "FAILED", failed);
  await make("letter-1", letter, "PARKED", parked, { state: { state: "PARKED", substate: "MESSAGE" } });
  await make("film-44", film, "PAUSED", [...going, { type: "RunPaused", at: 40 }]);
  await store.release(owner);
  const other = await store.register("gone", 600_000);
  const lost = submission({ tenant: "default", runId: "film-45", graph: film.graph, output: film.output });
  const events = going.map((moment, index) => toEvent(lost, film.planDigest, moment, index + 1));
  await recordRun(store, other, lost, events, film.nodes);
  await store.release(other);
}

/** Makes one event of a run durable, in a tenant of its own, as it would be while the run goes on. */
export async function recordMoment(
  store: Store,
  owner: Owner,
  runId: string,
  type: EventType,
  state: RunState = "RUNNING",
  seq = 1,
): Promise<void> {
  const run = submission({ tenant: "live", runId, graph: film.graph, output: film.output });
  const event = toEvent(run, film.planDigest, { type, at: seq }, seq);
  await recordRun(store, owner, run, [event], film.nodes, { state: { state } as StateChange });
}

function toEvent(
  { runId, tenant, graph, output }: { runId: string; tenant: string; graph: string; output: string },
  planDigest: string,
  { at, ...sketch }: Moment,
  seq: number,
): RunEvent {
  const ofRun = sketch.type === "RunQueued" || sketch.type === "RunStarted" ? { output } : {};
  const origin = { runId, tenant, graph, planDigest };
  const event = eventOf({ ...sketch, seq, origin, with: { ...ofRun, ...sketch.with } }, seq);
  event.emittedAt = timestampFromMs(beganMs + at);
  return event;
}

function planOf(file: string) {
  const plan = JSON.parse(readFileSync(join(root, file), "utf8")) as {
    readonly graph: string;
    readonly digest: string;
    readonly nodes: readonly { readonly id: string }[];
    readonly outputs: readonly { readonly message: string }[];
  };
  const [output] = plan.outputs;
  const { graph, digest } = plan;
  return { graph, planDigest: digest, nodes: plan.nodes.map(({ id }) => id), output: output?.message ?? "" };
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
