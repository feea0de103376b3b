import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { DescMessage } from "@bufbuild/protobuf";
import { compile, diff, judgeHandoff, loadConfig, lockText, readLock } from "protograph/compiler";
import type { Figure, Suite } from "./figure.js";
import { median } from "./measure.js";
import { writeSyntheticProject } from "./synthetic-project.js";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), ".work", "diff-500");
const messages = 500;
const rounds = 9;

/**
 * What `protograph diff` does once a project is compiled, where every message has lost one of its twenty fields: it reads
 * the lock, makes the contracts as they are now, and compares. Beside it, as many handoffs are judged, each between two
 * messages that are twins.
 */
export const diffSuite: Suite = {
  name: "diff",
  async run() {
    const write = (moreFields: number) => {
      writeSyntheticProject(root, messages - 1, { moreFields });
      const loaded = loadConfig(root);
      if (!("config" in loaded)) throw new Error("the synthetic project has no usable configuration");
      return { config: loaded.config, compiled: compile(loaded.config) };
    };
    const old = lockText(write(15).compiled.lock());
    const { config, compiled } = write(14);
    writeFileSync(path.join(root, "protograph.lock.json"), old);
    const schemas = await schemasOf();

    const times: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const start = process.cpuUsage();
      const released = readLock(config);
      if (!released || "diagnostics" in released) throw new Error("the lock cannot be read");
      const { contracts } = diff(config, compiled, released);
      const verdicts = schemas.map((each, index) => judgeHandoff(each, schemas[(index + 1) % schemas.length] ?? each));
      const { user, system } = process.cpuUsage(start);
      // Processor time: what the machine does for others meanwhile does not count.
      const ms = (user + system) / 1_000;
      const changed = [...contracts.graphs.values()].flatMap(({ steps }) => Object.values(steps));
      if (
        changed.some(({ change }) => change !== "breaking") ||
        verdicts.some(({ verdict }) => verdict !== "identical")
      ) {
        throw new Error("the bench compares something else than it says");
      }
      if (round >= 0) times.push(ms);
    }
    return [figure(median(times))];
  },
};

function figure(ms: number): Figure {
  return { name: `diff.${messages}`, value: Math.round(ms), unit: "ms", aim: "below 1,000 ms" };
}

async function schemasOf(): Promise<readonly DescMessage[]> {
  const modules = Array.from({ length: messages / 50 }, (_, file) => `generated/bench/v1/part${file}_pb.ts`);
  const loaded = await Promise.all(
    modules.map((module) => import(path.join(root, module)) as Promise<Record<string, unknown>>),
  );
  return loaded.flatMap((each) =>
    Object.entries(each).flatMap(([name, value]) => (name.endsWith("Schema") ? [value as DescMessage] : [])),
  );
}
