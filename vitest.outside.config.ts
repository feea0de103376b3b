import { configDefaults, defineConfig, mergeConfig } from "vitest/config";
import usual, { outside } from "./vitest.config.js";

const { projects: _, ...test } = usual.test ?? {};

/** What looks at the package and its READMEs from the outside, and takes its time: `npm run test:outside`. */
export default mergeConfig(
  { ...usual, test },
  defineConfig({ test: { include: outside, exclude: configDefaults.exclude } }),
);
