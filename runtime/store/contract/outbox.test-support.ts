import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { FailureSchema } from "../../../generated/protograph/v1/failure_pb.js";
import type { Claim, Outcome } from "../../outbox/outbox.js";
import type { Submission } from "../submission.js";
import { beginning, event, going, submission, type Suite, unique } from "./harness.test-support.js";

const failure = create(FailureSchema, { message: "no" });
const leaseMs = 60_000;

export const outbox: Suite = (harness) => {
  /** Two runs with three events each, for a sink of their own. */
  async function delivering(sink = unique("sink")) {
    const { store } = harness();
    const owner = await store.register("p", 60_000);
    const [a, b] = [submission({ runId: unique("a") }), submission({ runId: unique("b") })];
    const events = () => [1, 2, 3].map((runSeq) => event(runSeq, `${runSeq}`));
    const changes = [a, b].map((run) => beginning(run, { events: events() }));
    await store.flush(owner, { changes, sinks: [sink] });
    return { store, owner, sink, a, b };
  }

  describe("the outbox", () => {
    it("has every event of a flush, for each of its sinks, as it was written", async () => {
      const { store, sink, a, b } = await delivering();
      const claim = await store.outbox.claim(sink, { limit: 10, leaseMs });
      expect(seqs(claim, a)).toEqual([1, 2, 3]);
      expect(seqs(claim, b)).toEqual([1, 2, 3]);
      const [{ event: first, failures }] = claim.events as [Claim["events"][number]];
      expect([first.type, failures]).toEqual(["StepChosen", 0]);
      const persisted = await store.events(first, { afterSeq: 0, limit: 1 });
      expect(first).toEqual(persisted[0]);
      expect((await store.outbox.claim(unique("sink"), { limit: 10, leaseMs })).events).toEqual([]);
    });

    it("gives a claimed run to nobody else, until the claim is settled or has run out", async () => {
      const { store, sink, a, b } = await delivering();
      const one = await store.outbox.claim(sink, { limit: 2, leaseMs });
      const two = await store.outbox.claim(sink, { limit: 10, leaseMs: 0 });
      expect(new Set([...runsOf(one), ...runsOf(two)])).toEqual(new Set([a.runId, b.runId]));
      expect(runsOf(one).filter((run) => runsOf(two).includes(run))).toEqual([]);
      const three = await store.outbox.claim(sink, { limit: 10, leaseMs });
      expect(runsOf(three)).toEqual(runsOf(two));
      // The second claim has passed to the third: what it settles changes nothing.
      await store.outbox.settle(two, outcome({ delivered: ids(two) }));
      await store.outbox.settle(three, outcome());
      const four = await store.outbox.claim(sink, { limit: 10, leaseMs });
      expect(seqsOf(four)).toEqual([1, 2, 3]);
    });

    it("goes on after what was delivered, also in the middle of what was committed together", async () => {
      const { store, owner, sink, a, b } = await delivering();
      const claim = await store.outbox.claim(sink, { limit: 10, leaseMs });
      const done = claim.events.filter(({ event: { runId, runSeq } }) => runId === b.runId || runSeq <= 2n);
      await store.outbox.settle(claim, outcome({ delivered: done.map(({ event: { eventId } }) => eventId) }));
      await store.flush(owner, { changes: [going(b, { events: [event(7, "7")] })], sinks: [sink] });
      const next = await store.outbox.claim(sink, { limit: 10, leaseMs });
      expect([seqs(next, a), seqs(next, b)]).toEqual([[3], [7]]);
      await store.outbox.settle(next, outcome({ delivered: ids(next) }));
      expect((await store.outbox.claim(sink, { limit: 10, leaseMs })).events).toEqual([]);
    });

    it("gives no more than was asked for, and frees the rest", async () => {
      const { store, sink } = await delivering();
      const one = await store.outbox.claim(sink, { limit: 1, leaseMs });
      expect(seqsOf(one)).toEqual([1]);
      const two = await store.outbox.claim(sink, { limit: 1, leaseMs });
      expect(seqsOf(two)).toEqual([1]);
      expect(runsOf(two)).not.toEqual(runsOf(one));
    });

    it("waits with a failed event, and with those of its run after it, and with no other run", async () => {
      const { store, sink, a, b } = await delivering();
      const { hurry } = harness();
      const claim = await store.outbox.claim(sink, { limit: 10, leaseMs });
      const failing = idOf(claim, a, 2);
      const delivered = ids(claim).filter((id) => id !== failing);
      const failed = [{ eventId: failing, failure, retryInMs: 30_000 }];
      await store.outbox.settle(claim, outcome({ delivered, failed }));
      expect((await store.outbox.claim(sink, { limit: 10, leaseMs })).events).toEqual([]);
      await hurry(sink);
      const next = await store.outbox.claim(sink, { limit: 10, leaseMs });
      expect([seqs(next, a), seqs(next, b)]).toEqual([[2, 3], []]);
      expect(next.events.map(({ failures }) => failures)).toEqual([1, 0]);
    });

    it("parks an event with all that follow it in its run, and takes them up again on command", async () => {
      const { store, sink, a, b } = await delivering();
      const claim = await store.outbox.claim(sink, { limit: 10, leaseMs });
      const poison = idOf(claim, a, 2);
      const parked = [{ eventId: poison, failure }];
      await store.outbox.settle(claim, outcome({ delivered: [idOf(claim, a, 1), idOf(claim, b, 1)], parked }));
      const next = await store.outbox.claim(sink, { limit: 10, leaseMs });
      expect([seqs(next, a), seqs(next, b)]).toEqual([[], [2, 3]]);

      const [found] = await store.outbox.parked(sink);
      expect(found).toMatchObject({
        event: { eventId: poison, runId: a.runId },
        failures: 1,
        failure: { message: "no" },
      });
      expect(found!.parkedAtMs).toBeGreaterThan(0);
      expect(await store.outbox.parked(sink, { runId: b.runId })).toEqual([]);
      expect(await store.outbox.parked(sink, { eventId: poison, tenant: "t" })).toHaveLength(1);
      expect(await store.outbox.redrive(sink, { tenant: "another" })).toBe(0);
      expect(await store.outbox.redrive(sink, { eventId: poison })).toBe(1);
      expect(await store.outbox.parked(sink)).toEqual([]);
      const again = await store.outbox.claim(sink, { limit: 10, leaseMs });
      expect(seqs(again, a)).toEqual([2, 3]);
      expect(again.events[0]!.failures).toBe(0);
    });
  });
};

function outcome(some: Partial<Outcome> = {}): Outcome {
  return { delivered: [], failed: [], parked: [], ...some };
}

function seqs({ events }: Claim, { runId }: Submission): readonly number[] {
  return events.filter(({ event: { runId: id } }) => id === runId).map(({ event: { runSeq } }) => Number(runSeq));
}

function seqsOf({ events }: Claim): readonly number[] {
  return events.map(({ event: { runSeq } }) => Number(runSeq));
}

function runsOf({ events }: Claim): readonly string[] {
  return [...new Set(events.map(({ event: { runId } }) => runId))];
}

function ids({ events }: Claim): readonly string[] {
  return events.map(({ event: { eventId } }) => eventId);
}

function idOf({ events }: Claim, { runId }: Submission, runSeq: number): string {
  const found = events.find(({ event: { runId: id, runSeq: seq } }) => id === runId && Number(seq) === runSeq);
  return found?.event.eventId ?? "";
}
