import { defineConfig, mergeConfig } from "vitest/config";
import usual from "./vitest.config.js";

const { projects: _, ...test } = usual.test ?? {};

/** The faults that take their time: `npm run faults`. */
export default mergeConfig(
  { ...usual, test: { ...test, globalSetup: [] } },
  defineConfig({
    test: { include: ["test/faults/*.faults.ts"], testTimeout: 180_000, hookTimeout: 120_000, maxWorkers: 1 },
  }),
);
