import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PostgresServer, serverFolder } from "./postgres-server.test-support.js";

/** Where the processes of one test run find the server they share. */
const variable = "PROTOGRAPH_TEST_SERVER";

interface Shared {
  readonly url: string;
  readonly pid: number;
}

/** What vitest calls before all tests: starts nothing, and ends what the tests have started. */
export function setup(): () => void {
  const folder = serverFolder();
  process.env[variable] = folder;
  return () => {
    const started = readShared(folder);
    // Nobody waits for it: its folder goes with it.
    if (started) process.kill(started.pid, "SIGQUIT");
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
}

/** The address of a server that all test files of a run share; the first to ask starts it. */
export async function sharedServer(): Promise<string> {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error("vitest has not called setup");
  try {
    mkdirSync(join(folder, "starting"));
  } catch {
    for (let tried = 0; tried < 600; tried++) {
      const started = readShared(folder);
      if (started) return started.url;
      await sleep(50);
    }
    throw new Error("another test file was to start the server, and has not");
  }
  const server = await PostgresServer.start(join(folder, "server"), { max_connections: "100", shared_buffers: "64MB" });
  const shared: Shared = { url: server.url(), pid: server.pid };
  writeFileSync(join(folder, "shared.tmp"), JSON.stringify(shared));
  renameSync(join(folder, "shared.tmp"), join(folder, "shared"));
  return shared.url;
}

function readShared(folder: string): Shared | undefined {
  const path = join(folder, "shared");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Shared) : undefined;
}
