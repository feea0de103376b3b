import { rmSync } from "node:fs";
import { create } from "@bufbuild/protobuf";
import pg from "pg";
import { postgresStore } from "protograph/postgres";
import {
  createDatabase,
  PostgresServer,
  serverFolder,
} from "../../runtime/store/postgres/postgres-server.test-support.js";
import { compared, concurrencies, createTable, inTurn, warmUp, writtenByHand } from "./by-hand.js";
import type { Figure, Suite } from "./figure.js";
import { MovieRequestSchema } from "./generated/bench/v1/movies_pb.js";
import { asyncMovies, asyncSteps, noContext } from "./movies.js";
import { loadPeer } from "./peers.js";

const steps = ["Movie", "Director", "Content", "Classification", "TagSet"];
const request = create(MovieRequestSchema, { id: "tt0062136" });
const poolSize = 50;

/**
 * Durable runs of five trivial steps, acknowledged as durable at their end, beside what one would write by hand to keep the
 * five outputs, and beside DBOS, on the same server. DBOS keeps each step's output before the next one starts: that is what
 * `sync` does, and is compared with it. In memory mode nothing is written: it is there to show what the others cost.
 */
export const durable: Suite = {
  name: "durable",
  run: async () => {
    const folder = serverFolder();
    const server = await PostgresServer.start(folder, {
      shared_buffers: "256MB",
      max_connections: "150",
      max_wal_size: "4GB",
    });
    try {
      return await compare(await createDatabase(server.url()), await createDatabase(server.url()));
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  },
};

interface DbosPeer {
  movies(
    graphSteps: typeof asyncSteps,
    ctx: typeof noContext,
    databaseUrl: string,
    pool: number,
  ): Promise<{ run(from: typeof request): Promise<unknown>; close(): Promise<void> }>;
}

async function compare(url: string, dbosUrl: string): Promise<readonly Figure[]> {
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  // Where something fails, that is told, and not that the server was stopped then.
  pool.on("error", () => undefined);
  await createTable(pool);
  const store = await postgresStore({ connectionString: url });
  const movies = asyncMovies({ store });
  const peer = await loadPeer<DbosPeer>("dbos-movies.js");
  const dbos = await peer.movies(asyncSteps, noContext, dbosUrl, poolSize);
  const kept = async (durability: "async" | "sync") => {
    const run = movies.tagSet(request, { durability });
    await run;
    await run.durable;
  };
  const ways = {
    async: () => kept("async"),
    sync: () => kept("sync"),
    memory: async () => {
      await movies.tagSet(request, { durability: "memory" });
    },
    dbos: async () => {
      await dbos.run(request);
    },
    ...writtenByHand(pool, steps),
  };
  try {
    const figures: Figure[] = [];
    const best = { sync: [] as readonly number[], dbos: [] as readonly number[] };
    await warmUp(ways);
    for (const concurrency of concurrencies) {
      const measured = await inTurn(ways, concurrency);
      figures.push(...atOne(concurrency, measured));
      if (sum(measured.sync) > sum(best.sync)) best.sync = measured.sync;
      if (sum(measured.dbos) > sum(best.dbos)) best.dbos = measured.dbos;
    }
    const most = compared("durable.vs-dbos", best.sync, best.dbos, "1: each at the concurrency that it is best at");
    return [...figures, most];
  } finally {
    await dbos.close();
    await store.close();
    await pool.end();
  }
}

type Measured = Readonly<
  Record<"async" | "sync" | "memory" | "dbos" | "groupedByHand" | "eachByHand", readonly number[]>
>;

function atOne(concurrency: number, measured: Measured): readonly Figure[] {
  const { async, sync, memory, dbos, groupedByHand, eachByHand } = measured;
  return [
    compared(`durable.async.${concurrency}`, async, groupedByHand, "0.6 of one commit for each run by hand"),
    compared(`durable.sync.${concurrency}`, sync, eachByHand, "0.8 of one INSERT for each step by hand"),
    { ...compared(`durable.memory.${concurrency}`, memory, groupedByHand, ""), aim: "none: nothing of it is on disk" },
    compared(`durable.vs-dbos.${concurrency}`, sync, dbos, "1: a workflow of DBOS keeps each step before the next"),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
