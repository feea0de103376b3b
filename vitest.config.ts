import { configDefaults, defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";
import { SummaryReporter } from "./test/summary-reporter.js";

/** With the first of these, `import "protograph"` reaches the sources instead of `dist`; the others are Vite's own. */
const conditions = ["@protograph/source", "module", "node", "development|production"];

/**
 * Folders whose tests leave nothing behind, and start nothing: their files share a process, and with it what they import,
 * which costs them more than all they do.
 */
const together = [
  "proto/**/*.test.ts",
  "runtime/{canonical,dsl,engine,events,flows,history,plan,resilience}/**/*.test.ts",
  "compiler/{config,diagnostics,emit,graph,pictures,plan,protos,source}/**/*.test.ts",
];

/** What takes its time, from the outside: the package in empty folders, what READMEs show, other compilers. */
export const outside = [
  "test/package/project.test.ts",
  "test/readme/readme.test.ts",
  "test/scenarios/flow-types.test.ts",
];

const excluded = [...configDefaults.exclude, ...outside, "dist/**", "test/scenarios/*/{input,want}/**"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      { extends: true, test: { name: "apart", include: ["**/*.test.ts"], exclude: [...excluded, ...together] } },
      { extends: true, test: { name: "together", include: together, exclude: excluded, isolate: false } },
    ],
    globalSetup: ["runtime/store/postgres/shared-server.test-support.ts"],
    reporters: ["default", new SummaryReporter()],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
