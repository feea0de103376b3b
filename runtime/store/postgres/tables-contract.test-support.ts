import { randomBytes } from "node:crypto";
import { fromBinary } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { RunEventSchema } from "../../../generated/protograph/v1/event_pb.js";
import { beginning, checkpoint, event, going, submission, type Suite } from "../contract/harness.test-support.js";
import type { TablesHarness } from "./tables-harness.test-support.js";

/** What stores in tables do beside: large values are in several rows. */
export const tables: Suite<TablesHarness> = (harness) => {
  it("a value that was damaged is noticed", async () => {
    const { store, sql } = harness();
    const owner = await store.register("p", 60_000);
    const [small, large] = [submission(), submission()];
    const changes = [
      beginning(small, { checkpoints: [checkpoint("x.A", "small")] }),
      beginning(large, { checkpoints: [checkpoint("x.A", Buffer.alloc(2_500_000, "large"))] }),
    ];
    await store.flush(owner, { changes, sinks: [] });
    await sql(
      `update protograph.run_log set outputs = overlay(outputs placing 'x'::bytea from 3) where run_id = '${small.runId}'`,
    );
    await sql(`delete from protograph.parts where run_id = '${large.runId}' and number = 1`);
    await expect(store.checkpoints(small)).rejects.toMatchObject({ code: "CORRUPT_VALUE" });
    await expect(store.checkpoints(large)).rejects.toMatchObject({ code: "CORRUPT_VALUE" });
  });

  it("events and outcomes are one row each to who reads them with SQL", async () => {
    const { store, sql } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission();
    const events = [1, 2, 3, 4].map((seq) => Object.assign(event(seq, `${seq}`), { graph: run.graph, release: "r1" }));
    const checkpoints = [checkpoint("x.A", "one"), checkpoint("x.B", "two")];
    const first = beginning(run, { events: events.slice(0, 3), checkpoints });
    await store.flush(owner, { changes: [first], sinks: [] });
    await store.flush(owner, { changes: [going(run, { events: events.slice(3) })], sinks: [] });
    const where = `where run_id = '${run.runId}'`;
    const rows = await sql(
      `select run_seq::text as seq, event_id::text as id, encode(payload, 'hex') as bytes
       from protograph.events ${where} order by run_seq`,
    );
    expect(rows.map(({ seq, id }) => [seq, id])).toEqual(events.map(({ runSeq, eventId }) => [`${runSeq}`, eventId]));
    const read = rows.map(({ bytes }) => fromBinary(RunEventSchema, Buffer.from(String(bytes), "hex")));
    expect(
      read.map(({ graph, release, nodeId, occurrence, payload }) => ({ graph, release, nodeId, occurrence, payload })),
    ).toEqual(
      events.map(({ graph, release, nodeId, occurrence, payload }) => ({
        graph,
        release,
        nodeId,
        occurrence,
        payload,
      })),
    );
    const kept = await sql(
      `select output_type as type, convert_from(substring(value from 2), 'UTF8') as value
       from protograph.checkpoints ${where} order by output_type`,
    );
    expect(kept).toEqual([
      { type: "x.A", value: "one" },
      { type: "x.B", value: "two" },
    ]);
  });

  it("a value of 50 MB comes back as it was", async () => {
    const { store } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission();
    const value = randomBytes(50_000_000);
    await store.flush(owner, { changes: [beginning(run, { checkpoints: [checkpoint("x.A", value)] })], sinks: [] });
    const [kept] = await store.checkpoints(run);
    expect(Buffer.compare(kept?.value ?? Buffer.alloc(0), value)).toBe(0);
  }, 120_000);

  it("a sweep leaves no part of a value behind", async () => {
    const { store, sql, age } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission();
    const checkpoints = [checkpoint("x.A", Buffer.alloc(2_000_000, "large"))];
    await store.flush(owner, { changes: [beginning(run, { state: { state: "COMPLETED" }, checkpoints })], sinks: [] });
    const parts = () => sql(`select from protograph.parts where run_id = '${run.runId}'`);
    expect(await parts()).not.toEqual([]);
    await age(run, 7_200_000);
    await store.sweep({ endedMs: 3_600_000, abandonedMs: Infinity, historyMs: Infinity });
    expect(await parts()).toEqual([]);
  });
};
