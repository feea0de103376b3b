import { writeFileSync } from "node:fs";
import { durableEngine } from "./engines.js";
import { keptInMemory } from "./kept.js";
import { plans } from "./plans.js";
import { play, type Played } from "./play.js";

/** Records what the undisturbed run of each plan comes to, in memory: every engine and every disturbance is held to it. */
const engine = durableEngine("memory", keptInMemory());
const recorded: Record<string, Played> = {};
for (const [name, plan] of Object.entries(plans)) recorded[name] = await play(engine, plan, "undisturbed");
await engine.close();
writeFileSync(new URL("golden.json", import.meta.url), `${JSON.stringify(recorded, undefined, 2)}\n`);
console.log(`recorded ${Object.keys(recorded).length} plans`);
