import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { serverFolder } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { WorkerBuild } from "./build.js";
import { crash, placesOf, summary } from "./crash.js";
import { runPlanted } from "./planted.js";

const { values } = parseArgs({
  options: {
    points: { type: "string", default: "500" },
    seed: { type: "string", default: String(randomInt(1_000_000)) },
    parallel: { type: "string", default: "3" },
    lane: { type: "string" },
    planted: { type: "boolean", default: false },
    named: { type: "string", default: "" },
  },
});

const [points, seed, parallel] = [Number(values.points), Number(values.seed), Number(values.parallel)];
const folder = serverFolder();
try {
  if (values.planted) process.exitCode = (await runPlanted({ seed, parallel, folder, named: values.named })) ? 0 : 1;
  else await runPoints();
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function runPoints(): Promise<void> {
  const again = `npm run crash -- --points ${points} --seed ${seed}`;
  console.log(`seed ${seed}: ${again}`);
  const build = await WorkerBuild.make();
  const started = performance.now();
  const reports = await crash({
    points,
    seed,
    parallel,
    worker: build.path,
    folder,
    lane: values.lane === undefined ? undefined : Number(values.lane),
    onLane({ lane, kept, points: fired, runs, calls, troubles, faults }) {
      const trouble = Object.entries(troubles).map(([what, times]) => `, ${what} ${times} times`);
      console.log(`lane ${lane} on ${kept}: ${fired.length} points, ${runs} runs, ${calls} calls${trouble.join("")}`);
      for (const { kind, run, says } of faults) console.log(`  ${kind} ${run}: ${says}`);
      if (faults.length > 0) console.log(`  alone: ${again} --lane ${lane}`);
    },
  });
  build.remove();
  console.log(`${((performance.now() - started) / 1_000).toFixed(0)} s; killed at: ${placesOf(reports)}`);
  console.log(summary(reports));
  if (reports.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}
