import { create } from "@bufbuild/protobuf";
import { beforeEach, describe, expect, it } from "vitest";
import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { FailureClass, FailureSchema } from "../../generated/protograph/v1/failure_pb.js";
import { OrderedIds } from "../history/ordered-ids.js";
import { newEvent } from "../history/new-event.js";
import type { Claim, Outbox, Outcome } from "./outbox.js";

/** An outbox under test, empty. */
export interface TestedOutbox {
  readonly outbox: Outbox;
  /** Commits events in one transaction, for the sinks "one" and "two". */
  commit(events: readonly RunEvent[]): Promise<void>;
  /** Has at least so many milliseconds of the store's time pass. */
  elapse(ms: number): Promise<void>;
}

const failure = create(FailureSchema, { class: FailureClass.TRANSIENT, message: "503" });
const long = { limit: 100, leaseMs: 60_000 };
const nothing: Outcome = { delivered: [], failed: [], parked: [] };
const ids = new OrderedIds();

/** What every outbox must do. */
export function outboxContract(name: string, open: () => Promise<TestedOutbox>): void {
  describe(`an outbox of ${name}`, () => {
    let tested: TestedOutbox;
    let outbox: Outbox;
    const tags = new Map<string, string>();

    beforeEach(async () => {
      tested = await open();
      outbox = tested.outbox;
      tags.clear();
    });

    /** Commits events of runs: "a1" is event 1 of run a. */
    async function commit(...names: readonly string[]): Promise<void> {
      await tested.commit(names.map((each) => eventOf(each, tags)));
    }

    /** What a claim has, by run, in order. */
    const namesOf = (claim: Claim): readonly string[] => {
      const names = claim.events.map(({ event }) => tags.get(event.eventId) ?? "unknown");
      return names.toSorted((a, b) => (a.charAt(0) < b.charAt(0) ? -1 : a.charAt(0) > b.charAt(0) ? 1 : 0));
    };
    const idOf = (claim: Claim, wanted: string): string => {
      const found = claim.events.find(({ event }) => tags.get(event.eventId) === wanted);
      if (found === undefined) throw new Error(`${wanted} is not claimed`);
      return found.event.eventId;
    };
    const claimAll = () => outbox.claim("one", long);

    it("gives what is committed, once, in the order of each run", async () => {
      await commit("a1", "b1", "a2");
      await commit("a3");
      const claim = await claimAll();
      expect(namesOf(claim)).toEqual(["a1", "a2", "a3", "b1"]);
      expect(claim.events.every(({ event, failures }) => event.persistedAt !== undefined && failures === 0)).toBe(true);
      expect(namesOf(await claimAll())).toEqual([]);
    });

    it("keeps later events of a run back while earlier ones are claimed", async () => {
      await commit("a1");
      const claim = await claimAll();
      await commit("a2", "b1");
      expect(namesOf(await claimAll())).toEqual(["b1"]);
      await outbox.settle(claim, { ...nothing, delivered: [idOf(claim, "a1")] });
      expect(namesOf(await claimAll())).toEqual(["a2"]);
    });

    it("gives no more than was asked for, and the rest later", async () => {
      await commit("a1", "a2", "a3");
      const first = await outbox.claim("one", { ...long, limit: 2 });
      expect(namesOf(first)).toEqual(["a1", "a2"]);
      await outbox.settle(first, { ...nothing, delivered: first.events.map(({ event }) => event.eventId) });
      expect(namesOf(await claimAll())).toEqual(["a3"]);
    });

    it("keeps what each sink has been delivered apart", async () => {
      await commit("a1");
      const claim = await claimAll();
      await outbox.settle(claim, { ...nothing, delivered: [idOf(claim, "a1")] });
      expect(namesOf(await outbox.claim("two", long))).toEqual(["a1"]);
      expect(namesOf(await claimAll())).toEqual([]);
    });

    it("frees what a claim does not say it has tried", async () => {
      await commit("a1", "a2", "b1");
      const claim = await claimAll();
      await outbox.settle(claim, { ...nothing, delivered: [idOf(claim, "a1")] });
      const again = await claimAll();
      expect(namesOf(again)).toEqual(["a2", "b1"]);
      expect(again.events.map(({ failures }) => failures)).toEqual([0, 0]);
    });

    it("gives what failed again, after its time and with its failures, and meanwhile nothing of its run", async () => {
      await commit("a1", "a2", "b1");
      const claim = await claimAll();
      const failed = [{ eventId: idOf(claim, "a1"), failure, retryInMs: 300 }];
      await outbox.settle(claim, { ...nothing, failed, delivered: [idOf(claim, "b1")] });
      expect(namesOf(await claimAll())).toEqual([]);
      await tested.elapse(310);
      const again = await claimAll();
      expect(namesOf(again)).toEqual(["a1", "a2"]);
      expect(again.events.find(({ event }) => tags.get(event.eventId) === "a1")?.failures).toBe(1);
    });

    it("parks an event and its run, and no other, until it is redriven", async () => {
      await commit("a1", "a2", "b1");
      const claim = await claimAll();
      await outbox.settle(claim, { ...nothing, parked: [{ eventId: idOf(claim, "a1"), failure }] });
      await commit("a3", "b2");
      const others = await claimAll();
      expect(namesOf(others)).toEqual(["b1", "b2"]);
      const parked = await outbox.parked("one");
      expect(parked).toMatchObject([{ failures: 1, failure: { message: "503" } }]);
      expect(parked[0]?.event.eventId).toBe(idOf(claim, "a1"));
      expect(parked[0]?.parkedAtMs).toBeGreaterThan(0);
      expect(await outbox.parked("two")).toEqual([]);

      expect(await outbox.redrive("one", { runId: "run-z" })).toBe(0);
      expect(await outbox.redrive("one", { runId: "run-a", tenant: "acme", eventId: idOf(claim, "a1") })).toBe(1);
      expect(await outbox.redrive("one")).toBe(0);
      const again = await claimAll();
      expect(namesOf(again)).toEqual(["a1", "a2", "a3"]);
      expect(again.events[0]?.failures).toBe(0);
    });

    it("passes a claim on when its time is over; who had it then changes nothing", async () => {
      await commit("a1", "a2");
      const lost = await outbox.claim("one", { limit: 100, leaseMs: 50 });
      await tested.elapse(60);
      const claim = await claimAll();
      expect(namesOf(claim)).toEqual(["a1", "a2"]);
      expect(claim.token).not.toBe(lost.token);
      await outbox.settle(lost, {
        delivered: [idOf(lost, "a1")],
        failed: [],
        parked: [{ eventId: idOf(lost, "a2"), failure }],
      });
      expect(await outbox.parked("one")).toEqual([]);
      await outbox.settle(claim, nothing);
      expect(namesOf(await claimAll())).toEqual(["a1", "a2"]);
    });

    it("never gives one event to two at once", async () => {
      await commit(...Array.from({ length: 20 }, (_, index) => `${"abcdefghij".charAt(index % 10)}${index}`));
      const claims = await Promise.all(Array.from({ length: 5 }, () => outbox.claim("one", { ...long, limit: 7 })));
      const given = claims.flatMap(({ events }) => events.map(({ event }) => event.eventId));
      expect(new Set(given).size).toBe(given.length);
      for (const claim of claims) await outbox.settle(claim, nothing);
      expect((await claimAll()).events).toHaveLength(20);
    });
  });
}

function eventOf(name: string, tags: Map<string, string>): RunEvent {
  const runSeq = Number(name.slice(1)) + 1;
  const eventId = ids.at(Date.now());
  tags.set(eventId, name);
  const runId = `run-${name.charAt(0)}`;
  const origin = { runId, tenant: "acme", graph: "g.v1.G", planDigest: "00", release: "", engineAttempt: 1 };
  const payload = { case: "runStarted", value: { output: "g.v1.Out" } } as const;
  return newEvent(origin, { emittedAtMs: Date.now(), logicalAttempt: runSeq }, { eventId, runSeq, payload });
}
