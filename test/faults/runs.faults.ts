import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { postgresStore } from "protograph/postgres";
import { Chance } from "../crash/chance.js";
import { DurableLoad } from "./durable-load.js";
import { scratch } from "./scratch.js";

const { folder, start } = scratch();
const ledger = (name: string) => join(folder, `${name}.ledger`);

/** How long the server of durable runs is killed again and again, in seconds, and what decides when. */
const seconds = Number(process.env.FAULT_SECONDS ?? 12);
const isLong = seconds >= 60;
const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1_000_000));

describe("durable runs on a database that is killed", () => {
  it(
    "at random moments, with all of its processes, again and again: every one that was acknowledged is there",
    async () => {
      const chance = new Chance(seed);
      const server = await start("killed-under-runs", { recovery_init_sync_method: "syncfs" });
      const store = await postgresStore({ connectionString: server.url() });
      const load = new DurableLoad(store, ledger("killed-under-runs"), {
        starters: 16,
        seed,
        longestMs: isLong ? 500 : 5,
      });
      const until = performance.now() + seconds * 1_000;
      const back: number[] = [];
      while (performance.now() < until) {
        await load.more(5);
        // Of the long way, as long in between as a server may run; of the short one, as many kills as there is time for.
        await sleep(isLong ? 5_000 + chance.below(35_000) : 100 + chance.below(1_500));
        await server.kill();
        expect(server.runs).toBe(false);
        await server.restart();
        const restarted = performance.now();
        await load.more(1);
        back.push(Math.round(performance.now() - restarted));
      }
      await load.end();
      const verdict = await load.verdict(store);
      const [kills, slowest] = [back.length, Math.max(...back)];
      process.stdout.write(
        `faults: ${kills} kills in ${seconds} s (FAULT_SEED=${seed}), ${verdict.acknowledged} runs acknowledged, ` +
          `${verdict.lost.length} lost; acknowledging again ${slowest} ms after a restart at the latest\n`,
      );
      expect(verdict).toMatchObject({ lost: [], wrong: [], faults: [], calledAgain: 0 });
      expect(load.failures).toEqual([]);
      expect(kills).toBeGreaterThanOrEqual(3);
      expect(slowest).toBeLessThan(5_000);
      await store.close();
    },
    seconds * 1_000 + 120_000,
  );
});
