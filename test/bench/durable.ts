import { rmSync } from "node:fs";
import { create } from "@bufbuild/protobuf";
import pg from "pg";
import { postgresStore } from "protograph/postgres";
import {
  createDatabase,
  PostgresServer,
  serverFolder,
} from "../../runtime/store/postgres/postgres-server.test-support.js";
import { compared, concurrencies, createTable, inTurn, writtenByHand } from "./by-hand.js";
import type { Figure, Suite } from "./figure.js";
import { MovieRequestSchema } from "./generated/bench/v1/movies_pb.js";
import { asyncMovies } from "./movies.js";

const steps = ["Movie", "Director", "Content", "Classification", "TagSet"];
const request = create(MovieRequestSchema, { id: "tt0062136" });

/**
 * Durable runs of five trivial steps, acknowledged as durable at their end, beside what one would write by hand to keep the
 * five outputs, on the same server. In memory mode nothing is written: it is there to show what the others cost.
 */
export const durable: Suite = {
  name: "durable",
  run: async () => {
    const folder = serverFolder();
    const server = await PostgresServer.start(folder, {
      shared_buffers: "256MB",
      max_connections: "120",
      max_wal_size: "4GB",
    });
    try {
      return await compare(await createDatabase(server.url()));
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  },
};

async function compare(url: string): Promise<readonly Figure[]> {
  const pool = new pg.Pool({ connectionString: url, max: 50 });
  await createTable(pool);
  const store = await postgresStore({ connectionString: url });
  const movies = asyncMovies({ store });
  const kept = async (durability: "async" | "sync") => {
    const run = movies.tagSet(request, { durability });
    await run;
    await run.durable;
  };
  const figures: Figure[] = [];
  for (const concurrency of concurrencies) {
    const measured = await inTurn(
      {
        async: () => kept("async"),
        sync: () => kept("sync"),
        memory: async () => {
          await movies.tagSet(request, { durability: "memory" });
        },
        ...writtenByHand(pool, steps),
      },
      concurrency,
    );
    const { async, sync, memory, groupedByHand, eachByHand } = measured;
    figures.push(
      compared(`durable.async.${concurrency}`, async, groupedByHand, "0.6 of one commit for each run by hand"),
      compared(`durable.sync.${concurrency}`, sync, eachByHand, "0.8 of one INSERT for each step by hand"),
      compared(`durable.memory.${concurrency}`, memory, groupedByHand, "nothing: it is not on disk"),
    );
  }
  await store.close();
  await pool.end();
  return figures;
}
