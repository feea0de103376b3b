import type * as nodeOs from "node:os";
import type { Replacements } from "./replacements.js";

/** `own`: the host as it is. `bare`: another host, without environment variables. `other`: another, with all of them. */
export type HostKind = "own" | "bare" | "other";

/** Has the process look as if it ran on another host, in another folder, with another environment. */
export function pretendHost(kind: HostKind, os: typeof nodeOs, replacements: Replacements): void {
  if (kind === "own") return;
  const number = kind === "bare" ? 1 : 64;
  const folder = `/pretended/${kind}`;
  const memory = () => ({
    rss: number * 2 ** 20,
    heapTotal: number * 2 ** 20,
    heapUsed: number * 2 ** 19,
    external: number * 1_000,
    arrayBuffers: number * 1_000,
  });
  const platform = kind === "bare" ? "freebsd" : "win32";
  const architecture = kind === "bare" ? "riscv64" : "arm64";

  const ofProcess: Readonly<Record<string, unknown>> = {
    env: kind === "bare" ? {} : everyVariable(process.env),
    cwd: () => folder,
    pid: 1_000 + number,
    ppid: 2_000 + number,
    argv: [process.execPath, folder],
    execArgv: [],
    title: kind,
    platform,
    arch: architecture,
    memoryUsage: Object.assign(memory, { rss: () => memory().rss }),
    cpuUsage: () => ({ user: number * 1_000, system: number * 500 }),
  };
  const ofSystem: Readonly<Record<string, unknown>> = {
    arch: () => architecture,
    availableParallelism: () => number,
    cpus: () => Array.from({ length: number }, () => ({ model: kind, speed: number, times: {} })),
    freemem: () => number * 2 ** 28,
    homedir: () => folder,
    hostname: () => kind,
    loadavg: () => [number, number, number],
    machine: () => architecture,
    networkInterfaces: () => ({}),
    platform: () => platform,
    release: () => `${number}.0.0`,
    tmpdir: () => `${folder}/temporary`,
    totalmem: () => number * 2 ** 30,
    type: () => kind,
    uptime: () => number * 1_000,
    userInfo: () => ({ uid: number, gid: number, username: kind, homedir: folder, shell: null }),
    version: () => kind,
  };
  for (const [name, value] of Object.entries(ofProcess)) replacements.replace(process, name, value);
  for (const [name, value] of Object.entries(ofSystem)) replacements.replace(os, name, value);
  const navigator = (globalThis as { readonly navigator?: object }).navigator;
  if (navigator) replacements.replace(navigator, "hardwareConcurrency", number);
}

/** An environment in which every variable is set, also those that nobody has thought of. */
function everyVariable(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const copy: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) copy[name] = name === "TZ" ? value : `${value ?? ""}1`;
  return new Proxy(copy, {
    get: (target, name): unknown => (typeof name === "string" && !(name in target) ? "1" : Reflect.get(target, name)),
    has: () => true,
  });
}
