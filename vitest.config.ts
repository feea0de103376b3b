import { configDefaults, defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";
import { SummaryReporter } from "./test/summary-reporter.js";

/** With the first of these, `import "protograph"` reaches the sources instead of `dist`; the others are Vite's own. */
const conditions = ["@protograph/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["**/*.test.ts"],
    exclude: [...configDefaults.exclude, "dist/**", "test/scenarios/*/{input,want}/**"],
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
