import type { Message } from "@bufbuild/protobuf";
import { setTimeout } from "node:timers/promises";
import { type Clock, type CompiledGraph, consoleLog, output, type Run, sendSignal } from "protograph";
import { ApprovalSchema } from "../golden/generated/golden/v1/golden_pb.js";
import { toBinary } from "@bufbuild/protobuf";
import { Chance } from "./chance.js";
import { Failpoints } from "./failpoints.js";
import { fileSink } from "./file-sink.js";
import { Ledger, readLedger } from "./ledger.js";
import { openPlace } from "./place.js";
import { missedCode, type Task, taskVariable, tenant } from "./task.js";
import { approvalOf, BusyWorld, type Kind, kinds, orderOf, outputText } from "./workload.js";

/** How many runs are under way at once. */
const width = 6;
const goingOn = ["QUEUED", "RUNNING", "PAUSED", "PARKED"] as const;

const task = JSON.parse(process.env[taskVariable] ?? "") as Task;
const chance = new Chance(task.seed);
const ledger = new Ledger(task.ledger, task.generation);
const points = new Failpoints(task.point, ledger);
const store = points.store(await insisting(() => openPlace(task.place)));

let hasMet = false;
/** What a bug calls that is planted in the program. */
Object.assign(globalThis, {
  planted() {
    if (!hasMet) ledger.write({ did: "planted" });
    hasMet = true;
  },
});

const world = new BusyWorld(
  new Chance(chance.below(1_000_000)),
  ({ runId, step }, item) => {
    points.pass("before a call");
    ledger.write({ did: "call", run: runId, step, item });
  },
  () => points.pass("after a call"),
);
/** Clocks of processes disagree: by up to an hour. */
const aheadMs = chance.next() < 0.3 ? chance.below(7_200_000) - 3_600_000 : 0;
const clock: Clock = {
  now: () => Date.now() + aheadMs,
  sleep: (ms, signal) =>
    setTimeout(ms, undefined, signal && { signal }).catch(() => Promise.reject(signal?.reason as Error)),
};
const durable = { sinks: [fileSink(task.delivered, points)], parkAfter: "300ms", poll: "100ms" } as const;
const options = { store, clock, log: consoleLog("silent"), durable };
const graphs = new Map<Kind, CompiledGraph>(kinds.map((kind) => [kind, kind.graph.make({ stage: world }, options)]));

/** Writes down how a run ends. */
async function follow(run: Run<Message, Message>): Promise<void> {
  try {
    const text = outputText(await run);
    await run.durable;
    points.pass("before acknowledging");
    ledger.write({ did: "output", run: run.id, output: text });
    points.pass("after acknowledging");
  } catch (error) {
    ledger.write({ did: "fail", run: run.id, code: (error as { code?: string }).code ?? String(error) });
  }
}

/** Tells a run something; where it is refused, the run has gone on meanwhile. */
async function tell(run: string, kind: "PAUSE" | "RESUME" | "CANCEL"): Promise<void> {
  await sendSignal(store, { tenant, runId: run, kind }).then(
    () => ledger.write({ did: "signal", run, kind }),
    () => undefined,
  );
}

/** Gives a run what it awaits, once: whoever comes after a kill does the same again. */
async function approve(run: string, number: number): Promise<void> {
  const message = toBinary(ApprovalSchema, approvalOf(number));
  const delivery = { kind: "DELIVER", messageType: ApprovalSchema.typeName, message, signalId: "approval" } as const;
  await sendSignal(store, { tenant, runId: run, ...delivery }).then(
    () => ledger.write({ did: "signal", run, kind: "DELIVER" }),
    () => undefined,
  );
}

/** One new run, from its submission to its end. */
async function runOne(number: number): Promise<void> {
  const kind = chance.pick<Kind>(kinds);
  const graph = graphs.get(kind);
  if (!graph) throw new Error(`there is no graph of ${kind.name}`);
  const named = chance.next() < 0.7;
  const run = graph.start<Message, Message>(output(graph.plan, `golden.v1.${kind.output}`), [orderOf(number)], {
    tenant,
    durability: chance.next() < 0.3 ? "sync" : "async",
    ...((named || kind.name === "persistent") && { runId: `${kind.name}-${number}` }),
  });
  ledger.write({ did: "submit", run: run.id, kind: kind.name, number });
  const [isPaused, isCancelled] = [chance.next() < 0.1, chance.next() < 0.05];
  const ended = follow(run);
  await run.durable.then(
    () => ledger.write({ did: "acknowledge", run: run.id }),
    () => undefined,
  );
  if (isPaused) {
    await tell(run.id, "PAUSE");
    await setTimeout(chance.next() * 20);
    await tell(run.id, "RESUME");
  }
  if (isCancelled) await tell(run.id, "CANCEL");
  if (kind.name === "approving" && chance.next() < 0.6) await approve(run.id, number);
  if (kind.name !== "approving") await ended;
}

process.once("SIGTERM", () => {
  void store.close().then(() => process.exit(0));
});

for (const graph of graphs.values()) {
  for (const run of await insisting(() => graph.recover())) void follow(run as Run<Message, Message>);
}
console.log("ready");

if (task.point) {
  const first = task.generation * 1_000 + task.number * 500;
  let number = first;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (number < first + 400) await runOne(number++);
    }),
  );
  process.exit(missedCode);
} else {
  await endAll();
  await store.close();
}

/** Sees to it that nothing waits for anybody, until everything has ended. */
async function endAll(): Promise<void> {
  const submitted = readLedger(task.ledger).flatMap((entry) => (entry.did === "submit" ? [entry] : []));
  for (;;) {
    const left = await insisting(() => store.runs({ tenant, states: goingOn, limit: 1_000 }));
    const deliveries = (await insisting(() => store.gauges())).outbox.some(({ events }) => events > 0);
    if (left.length === 0 && !deliveries) return;
    for (const { runId, state } of left) {
      const asked = submitted.find(({ run }) => run === runId);
      if (asked?.kind === "approving") await approve(runId, asked.number);
      if (state === "PAUSED") await tell(runId, "RESUME");
    }
    await setTimeout(50);
  }
}

/** A database that is not there may come back. */
async function insisting<T>(ask: () => Promise<T>): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await ask();
    } catch (error) {
      if (tried > 75) throw error;
      await setTimeout(200);
    }
  }
}
