import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedServer } from "../../runtime/store/postgres/shared-server.test-support.js";
import type { EngineUnderTest } from "./engine-under-test.js";
import { durableEngine } from "./engines.js";
import { keptInMemory, keptOnPglite, keptOnPostgres } from "./kept.js";
import { plans } from "./plans.js";
import { play, type Played } from "./play.js";

const recorded = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8")) as Record<string, Played>;

/** What is judged: each comes to what is recorded, however its runs are disturbed. */
const engines: readonly (readonly [string, () => Promise<EngineUnderTest>])[] = [
  ["memory", async () => durableEngine("memory", keptInMemory())],
  ["PGlite", async () => durableEngine("PGlite", await keptOnPglite())],
  ["Postgres", async () => durableEngine("Postgres", await keptOnPostgres(await sharedServer()))],
];

it("every plan is recorded, and nothing else", () => {
  expect(Object.keys(recorded).sort()).toEqual(Object.keys(plans).sort());
});

it("what comes to the same has the same hash, and nothing else has", () => {
  const came = Object.entries(recorded).map(([name, { state, nodes, outcome, hash }]) => {
    return { to: JSON.stringify([plans[name]?.graph.name, state, nodes, state === "COMPLETED" && outcome]), hash };
  });
  const pairs = new Set(came.map(({ to, hash }) => `${to} ${hash}`));
  expect(pairs.size).toBe(new Set(came.map(({ to }) => to)).size);
  expect(pairs.size).toBe(new Set(came.map(({ hash }) => hash)).size);
});

describe.each(engines)("on %s", (_, open) => {
  let engine: EngineUnderTest;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  describe.each(Object.entries(plans))("%s", (name, plan) => {
    it.concurrent.each(Object.keys(plan.conducts))("%s", async (conduct) => {
      expect(await play(engine, plan, conduct)).toEqual(recorded[name]);
    });
  });
});
