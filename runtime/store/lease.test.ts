import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.js";
import { FencedError, StoreUnavailableError } from "./errors.js";
import { Lease } from "./lease.js";
import type { Owner, OwnerStore, Renewed } from "./store.js";

/** Leases by a clock of its own. */
class FakeOwners implements OwnerStore {
  readonly said: string[] = [];
  answer: "renewed" | "signals" | "away" | "fenced" = "renewed";
  /** How often a release is not answered. */
  unreleased = 0;

  async register(name: string, leaseMs: number): Promise<Owner> {
    this.said.push(`register ${name}`);
    return { token: 7, leaseMs };
  }

  async renew({ token }: Owner): Promise<Renewed> {
    this.said.push(`renew ${this.answer}`);
    if (this.answer === "away") throw new StoreUnavailableError("away");
    if (this.answer === "fenced") throw new FencedError(token);
    return { signals: this.answer === "signals" };
  }

  async release({ token }: Owner): Promise<void> {
    this.said.push(`release ${token}`);
    if (this.unreleased-- > 0) throw new StoreUnavailableError("away");
  }
}

async function taken() {
  const store = new FakeOwners();
  const clock = new ManualClock();
  const lost: Error[] = [];
  const signals: true[] = [];
  const lease = await Lease.take({
    store,
    clock,
    name: "p",
    leaseMs: 3_000,
    onLost: (error) => lost.push(error),
    onSignals: () => signals.push(true),
  });
  return { store, clock, lost, signals, lease };
}

describe("a lease", () => {
  it("is renewed three times in its time, until it ends and is given back", async () => {
    const { store, clock, lease } = await taken();
    await clock.advance("3s");
    expect(store.said).toEqual(["register p", "renew renewed", "renew renewed", "renew renewed"]);
    await lease.end();
    expect([store.said.at(-1), clock.sleeping]).toEqual(["release 7", 0]);
    await clock.advance("1m");
    expect(store.said).toHaveLength(5);
  });

  it("tells at a renewal that signals wait", async () => {
    const { store, clock, signals } = await taken();
    await clock.advance("1s");
    expect(signals).toHaveLength(0);
    store.answer = "signals";
    await clock.advance("1s");
    expect(signals).toHaveLength(1);
  });

  it("outlasts a database that is away", async () => {
    const { store, clock, lost } = await taken();
    store.answer = "away";
    await clock.advance("10s");
    store.answer = "renewed";
    await clock.advance("1s");
    expect([store.said.at(-1), lost]).toEqual(["renew renewed", []]);
  });

  it.each([
    ["again where the database was away", 1, 2],
    ["three times at most: then it runs out by itself", 10, 3],
  ])("is given back %s", async (_, unreleased, times) => {
    const { store, clock, lease } = await taken();
    store.unreleased = unreleased;
    const ended = lease.end();
    for (let waited = 0; waited < 5; waited++) await clock.advance("100ms");
    await ended;
    expect(store.said.slice(1)).toEqual(Array(times).fill("release 7"));
  });

  it("that is lost is told once, and renewed no more", async () => {
    const { store, clock, lost, lease } = await taken();
    store.answer = "fenced";
    await clock.advance("1m");
    expect([lost.length, lost[0], store.said.length, clock.sleeping]).toEqual([1, expect.any(FencedError), 2, 0]);
    await lease.end();
  });
});
