import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll } from "vitest";
import { PostgresServer, serverFolder } from "../../runtime/store/postgres/postgres-server.test-support.js";

/** A folder that is gone after the tests of the file, and the servers that were started in it with it. */
export function scratch(): {
  readonly folder: string;
  readonly start: (name: string, settings?: Readonly<Record<string, string>>, log?: string) => Promise<PostgresServer>;
  /** Has a server that was started otherwise be stopped as well. */
  readonly own: (server: PostgresServer) => PostgresServer;
  /** Makes a file system of its own, of so many MiB, in the folder. */
  readonly mount: (name: string, mebibytes: number) => string;
} {
  const folder = serverFolder();
  const servers: PostgresServer[] = [];
  const mounted: string[] = [];
  afterAll(async () => {
    for (const server of servers) await server.stop();
    for (const path of mounted) execFileSync("umount", [path]);
    rmSync(folder, { recursive: true });
  });
  const own = (server: PostgresServer) => {
    servers.push(server);
    return server;
  };
  return {
    folder,
    own,
    async start(name, settings = {}, log) {
      return own(await PostgresServer.start(join(folder, name), { shared_buffers: "16MB", ...settings }, log));
    },
    mount(name, mebibytes) {
      const path = join(folder, name);
      mkdirSync(path);
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", path]);
      mounted.push(path);
      return path;
    },
  };
}

/** Whether this process may mount file systems. */
export function mayMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0;
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}
