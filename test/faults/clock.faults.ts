import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { postgresStore } from "protograph/postgres";
import { samePlan, submission } from "../../runtime/store/contract/harness.test-support.js";
import { Ledger } from "./ledger.js";
import { Program } from "./program.js";
import { scratch } from "./scratch.js";

const { folder, start } = scratch();
const hour = 3_600_000;

describe("a process whose clock is wrong", () => {
  it.each([
    ["an hour late", -hour],
    ["an hour early", hour],
  ])("by %s keeps its lease for as long as any other, and its timers are due when they should be", async (_, shift) => {
    const server = await start(`server${shift}`);
    const store = await postgresStore({ connectionString: server.url() });
    const path = join(folder, `ledger${shift}`);
    const began = Date.now();
    const program = new Program(new URL("writer.ts", import.meta.url), ["park", server.url(), path, "3000"], {
      env: { CLOCK_SHIFT_MS: String(shift) },
      preload: [new URL("shift-clock.ts", import.meta.url)],
    });
    await program.until(/begun/);
    const [[, clock] = []] = Ledger.read(path);
    expect(Math.abs(Number(clock) - began - shift)).toBeLessThan(hour / 2);

    const peer = await store.register("peer", 60_000);
    const take = () => store.takeUp(peer, { plans: [samePlan(submission())], limit: 10 });
    for (let tried = 0; tried < 15; tried++) {
      expect(await take()).toEqual([]);
      await sleep(300);
    }
    program.send("SIGKILL");
    await program.ended;
    const killed = performance.now();
    let taken = await take();
    while (taken.length === 0) {
      await sleep(50);
      taken = await take();
    }
    // Within its lease and two seconds, and the parked run is not among them.
    expect(performance.now() - killed).toBeLessThan(3_000 + 2_000);
    expect(taken.map(({ takenFrom }) => takenFrom)).toEqual(["RUNNING"]);
    const parked = await store.run({ tenant: "t", runId: `parked-${taken[0]?.runId}` });
    const due = (parked?.wakeAt?.getTime() ?? 0) - (parked?.changedAt.getTime() ?? 0);
    expect(Math.abs(due - hour)).toBeLessThan(1_000);
    await store.close();
  });
});
