import { describe, expect, it } from "vitest";
import { StoreUnavailableError } from "../errors.js";
import type { Statement } from "./database.js";
import { type PgClient, pgDatabase, type PgPool } from "./pg-database.js";

/** A pool whose next connections lead to the servers that are named, the last one from then on. */
function poolTo(servers: (string | Error)[]): PgPool & { readonly asked: string[]; breakAll(): void } {
  const asked: string[] = [];
  let idle: PgClient | undefined;
  return {
    asked,
    breakAll: () => (idle = undefined),
    connect: async () => {
      const server = servers.length > 1 ? servers.shift()! : servers[0]!;
      const client = {
        query: async ({ text }: { readonly text: string }) => {
          if (!text.includes("pg_walfile_name")) {
            asked.push(text);
            return { rows: [], rowCount: 0 };
          }
          if (server instanceof Error) throw server;
          return { rows: [{ identity: server }], rowCount: 1 };
        },
        on: () => undefined,
        release: () => undefined,
      } as unknown as PgClient;
      return (idle ??= client);
    },
    on: () => undefined,
    end: async () => undefined,
  };
}

const statement: Statement = { name: "test", text: "select 1" };

describe("a server that has become another one", () => {
  it("is noticed before anything is asked of it: what was asked while that was not known fails, once", async () => {
    const pool = poolTo(["7/00000001", "7/00000002"]);
    const database = pgDatabase([pool, pool], { prepare: true });
    let moves = 0;
    database.onMoved?.(() => moves++);
    await database.query(statement);
    await database.query(statement);
    expect([moves, pool.asked.length]).toEqual([0, 2]);
    pool.breakAll();
    await expect(database.query(statement)).rejects.toThrow(StoreUnavailableError);
    expect([moves, pool.asked.length]).toEqual([1, 2]);
    await database.query(statement);
    expect([moves, pool.asked.length]).toEqual([1, 3]);
  });

  it("is asked again while it only follows another one, and is none where it does not say", async () => {
    const following = poolTo(["7/00000001", ""]);
    const database = pgDatabase([following, following], { prepare: true });
    let moves = 0;
    database.onMoved?.(() => moves++);
    await database.query(statement);
    following.breakAll();
    await database.query(statement);
    const silent = Object.assign(new Error("there is no such function"), { code: "42883" });
    const other = poolTo(["7/00000001", silent]);
    const silently = pgDatabase([other, other], { prepare: true });
    silently.onMoved?.(() => moves++);
    await silently.query(statement);
    other.breakAll();
    await silently.query(statement);
    expect([moves, following.asked.length, other.asked.length]).toEqual([0, 2, 2]);
  });
});
