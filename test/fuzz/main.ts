import { parseArgs } from "node:util";
import { runFuzz } from "./run-fuzz.js";

const { values } = parseArgs({
  options: {
    graphs: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    path: { type: "string" },
  },
});

console.log(`seed ${values.seed}`);
const { tally, fault } = await runFuzz({
  graphs: Number(values.graphs),
  seed: Number(values.seed),
  ...(values.path !== undefined && { path: values.path }),
});
console.log(JSON.stringify(tally));
if (fault !== undefined) {
  console.error(fault);
  process.exitCode = 1;
}
