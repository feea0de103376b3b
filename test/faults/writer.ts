/*
 * A program that writes runs and is made to suffer. Arguments: what it does, the database, its ledger, and the length of
 * its lease in milliseconds.
 *
 * - `batches`: writes batches of ten runs, noting each before it is sent and when it is durable.
 * - `hold`: begins one run and goes on with it every 100 ms, noting what is durable, until it is told that the run is
 *   somebody else's.
 * - `block`: begins one run, blocks its event loop for twice its lease, and writes what it has come to.
 * - `park`: begins one run, and parks another one for an hour.
 */
import { beginning, checkpoint, event, going, submission } from "../../runtime/store/contract/harness.test-support.js";
import { openQueue } from "../../runtime/store/postgres/open-queue.test-support.js";
import { Ledger } from "./ledger.js";

const [does, connectionString = "", path = "", leaseMs = "1000"] = process.argv.slice(2);
const ledger = new Ledger(path);
const { store, owner, queue } = await openQueue({ connectionString, leaseMs: Number(leaseMs) });
ledger.note("clock", Date.now());

const run = submission();

switch (does) {
  case "batches": {
    for (let number = 0; ; number++) {
      const runs = Array.from({ length: 10 }, (_, at) => submission({ runId: `batch${number}-${at}` }));
      ledger.note("sent", number);
      const changes = runs.map((each) => beginning(each, { events: [event(1, "a"), event(2, "b")] }));
      await store.flush(owner, { changes, sinks: [] });
      ledger.note("durable", number);
      process.stdout.write(`durable ${number}\n`);
    }
  }
  case "hold": {
    queue.enqueue(beginning(run, { events: [event(1, "own 1")] }));
    await queue.flushed(run);
    ledger.note("run", run.runId);
    process.stdout.write("begun\n");
    for (let seq = 2; ; seq++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      try {
        queue.enqueue(going(run, { events: [event(seq, `own ${seq}`)], state: { state: "RUNNING" } }));
        await queue.flushed(run);
      } catch (error) {
        ledger.note("refused", (error as { code: string }).code);
        process.exit(0);
      }
      ledger.note("durable", seq);
    }
  }
  case "block": {
    queue.enqueue(beginning(run, { events: [event(1, "own 1")] }));
    await queue.flushed(run);
    ledger.note("run", run.runId);
    process.stdout.write("begun\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * Number(leaseMs));
    ledger.note("blocked", 2 * Number(leaseMs));
    // Not before the peer has taken over, which it notes in a ledger of its own.
    while (Ledger.read(`${path}.peer`).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    queue.enqueue(going(run, { checkpoints: [checkpoint("x.A", "late")], state: { state: "COMPLETED" } }));
    const refused = await queue.flushed(run).catch((error: unknown) => (error as { code: string }).code);
    ledger.note("refused", String(refused));
    process.exit(0);
  }
  case "park": {
    const parked = submission({ runId: `parked-${run.runId}` });
    queue.enqueue(beginning(run));
    queue.enqueue(beginning(parked, { state: { state: "PARKED", wakeAfterMs: 3_600_000 } }));
    await queue.flushed();
    ledger.note("run", run.runId);
    process.stdout.write("begun\n");
    break;
  }
  default:
    throw new Error(`there is nothing called ${String(does)}`);
}
