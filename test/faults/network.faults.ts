import { beforeAll, describe, expect, it } from "vitest";
import { postgresStore } from "protograph/postgres";
import { beginning, event, history, submission } from "../../runtime/store/contract/harness.test-support.js";
import { openQueue } from "../../runtime/store/postgres/open-queue.test-support.js";
import type { PostgresServer } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { scratch, until } from "./scratch.js";
import { TcpProxy } from "./tcp-proxy.js";

const { start } = scratch();
let server: PostgresServer;

beforeAll(async () => {
  server = await start("server");
});

const change = (run = submission()) =>
  beginning(run, { events: [event(1, "a"), event(2, "b")], state: { state: "COMPLETED" } });

describe("an answer that never comes", () => {
  it("to a commit: the batch is flushed again, and what was committed is found to be there", async () => {
    const proxy = await TcpProxy.before(server.url());
    const { store, queue, close } = await openQueue({ connectionString: proxy.url });
    const run = submission();
    proxy.swallowReply((sent) => sent.includes("protograph.append"));
    queue.enqueue(change(run));
    await queue.flushed(run);
    expect(proxy.fired).toBe(1);
    expect(await history(store, run)).toEqual(["1 a", "2 b"]);
    expect(await store.run(run)).toMatchObject({ state: "COMPLETED" });
    await close();
    await proxy.close();
  });

  it("because the network swallows all: the statement is given up, its connection ended, and all goes on after it", async () => {
    const proxy = await TcpProxy.before(server.url());
    const { store, queue, close } = await openQueue({ connectionString: proxy.url, statementTimeoutMs: 300 });
    const [first, second] = [submission(), submission()];
    queue.enqueue(change(first));
    await queue.flushed(first);
    const direct = await postgresStore({ connectionString: server.url() });
    proxy.blackhole();
    const began = performance.now();
    // The server would have ended the statement after 300 ms; that it says nothing is noticed five seconds later.
    await expect(store.run(first)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(performance.now() - began).toBeLessThan(15_000);
    queue.enqueue(change(second));
    const flushed = queue.flushed(second);
    expect(proxy.fired).toBeGreaterThan(0);
    expect(await history(direct, second)).toEqual([]);
    proxy.heal();
    await flushed;
    expect(await history(direct, second)).toEqual(["1 a", "2 b"]);
    await close();
    await direct.close();
    await proxy.close();
  });
});

describe("a bad line", () => {
  it("that lets answers through in drops only slows things down", async () => {
    const proxy = await TcpProxy.before(server.url());
    const { store, queue, close } = await openQueue({ connectionString: proxy.url });
    proxy.trickle(7, 1);
    const runs = Array.from({ length: 5 }, () => submission());
    for (const run of runs) queue.enqueue(change(run));
    await queue.flushed();
    for (const run of runs) expect(await history(store, run)).toEqual(["1 a", "2 b"]);
    expect(proxy.fired).toBeGreaterThan(5);
    proxy.heal();
    await close();
    await proxy.close();
  });

  it("that resets connections again and again hangs nothing, loses nothing, and writes nothing twice", async () => {
    const proxy = await TcpProxy.before(server.url());
    const { store, queue, close } = await openQueue({ connectionString: proxy.url });
    const acknowledged: ReturnType<typeof submission>[] = [];
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) {
        const run = submission();
        queue.enqueue(change(run));
        await queue.flushed(run);
        acknowledged.push(run);
      }
    });
    for (let round = 0; round < 10; round++) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before && proxy.connections > 0);
      proxy.reset();
    }
    const after = acknowledged.length;
    await until(() => acknowledged.length >= after + 10);
    writing = false;
    await Promise.all(writers);
    expect(proxy.fired).toBeGreaterThanOrEqual(10);
    for (const run of acknowledged) expect(await history(store, run)).toEqual(["1 a", "2 b"]);
    await close();
    await proxy.close();
  });
});
