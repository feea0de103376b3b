import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sharedServer } from "../../runtime/store/postgres/shared-server.test-support.js";
import { planted, WorkerBuild } from "./build.js";
import { Chance } from "./chance.js";
import { keptOnServer } from "./kept.js";
import { runLane } from "./lane.js";
import { bugs } from "./bugs.js";

/** Two generations are killed and a third ends everything; `npm run crash` is the whole of it. */
it("runs whose processes are killed come to their ends, with nothing lost, mixed or done twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "protograph-crash-test-"));
  const kept = await keptOnServer(await sharedServer());
  const build = await WorkerBuild.make();
  try {
    const report = await runLane({
      kept,
      folder,
      worker: build.path,
      points: 2,
      chance: new Chance(4),
      width: 1,
      troubled: false,
    });
    expect(report.faults).toEqual([]);
    expect(report.points).toHaveLength(2);
    expect(report.calls).toBeGreaterThan(0);
  } finally {
    build.remove();
    await kept.close();
    rmSync(folder, { recursive: true });
  }
}, 90_000);

it.each(bugs.map(({ name, mutations }) => ({ name, mutations })))("can be given the bug “$name”", ({ mutations }) => {
  for (const mutation of mutations) {
    const text = readFileSync(new URL(`../../${mutation.file}`, import.meta.url), "utf8");
    expect(planted(text, mutation)).not.toBe(text);
  }
});
