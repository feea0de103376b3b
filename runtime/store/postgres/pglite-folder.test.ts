import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pgliteStore } from "../../pglite.js";
import { history } from "../contract/harness.test-support.js";
import { lockFolder } from "./lock-folder.js";

// A new folder takes PGlite some seconds, on a machine that is busy many.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "protograph-folder-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a folder", () => {
  it("has all that was acknowledged when its process is killed, and is free then", async () => {
    const program = `
      import { pgliteStore } from "./runtime/pglite.js";
      import { beginning, event, submission } from "./runtime/store/contract/harness.test-support.js";
      const store = await pgliteStore(${JSON.stringify(folder)});
      const owner = await store.register("p", 1_000);
      for (let number = 1; ; number++) {
        const run = submission({ runId: "run" + number });
        await store.flush(owner, { changes: [beginning(run, { events: [event(1, "a"), event(2, "b")] })], sinks: [] });
        process.stdout.write(number + "\\n");
      }`;
    const node = [
      "--conditions=@protograph/source",
      "--import",
      import.meta.resolve("tsx"),
      "--input-type=module",
      "-e",
      program,
    ];
    const child = spawn(process.execPath, node, {
      cwd: fileURLToPath(new URL("../../../", import.meta.url)),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    let complained = "";
    child.stderr.on("data", (chunk) => (complained += String(chunk)));
    const ended = new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
    child.stdout.on("data", (chunk) => {
      said += String(chunk);
      if (said.includes("\n5\n")) child.kill("SIGKILL");
    });
    expect([await ended, complained]).toEqual(["SIGKILL", ""]);
    const acknowledged = said.split("\n").slice(0, -1);
    expect(acknowledged.length).toBeGreaterThanOrEqual(5);
    expect(existsSync(join(folder, "lock"))).toBe(true);

    const store = await pgliteStore(folder);
    for (const number of acknowledged) {
      expect(await history(store, { tenant: "t", runId: `run${number}` })).toEqual(["1 a", "2 b"]);
    }
    await expect(pgliteStore(folder)).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
    await store.close();
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });
});

describe("the lock of a folder", () => {
  it("is one process's, until it gives it back", () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid}`);
    unlock();
    lockFolder(folder)();
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  it.each(['{"pid":2147483646,"id":"x"}', "", '{"pid":21474'])("passes on from a process that is gone: %s", (left) => {
    writeFileSync(join(folder, "lock"), left);
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow("in use");
    unlock();
  });

  it("stays when the folder goes on to somebody else", () => {
    const unlock = lockFolder(folder);
    rmSync(join(folder, "lock"));
    const second = lockFolder(folder);
    unlock();
    expect(() => lockFolder(folder)).toThrow("in use");
    second();
  });

  it("is taken in a folder that is not there yet", () => {
    const inner = join(folder, "a", "b");
    lockFolder(inner)();
    mkdirSync(inner, { recursive: true });
    expect(existsSync(inner)).toBe(true);
  });
});
