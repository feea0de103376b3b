import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take the longest, by far: they start processes, install packages or compile again and again. */
const longest = [
  "test/scenarios/scenarios.test.ts",
  "test/types/types.test.ts",
  "compiler/cli/generate.test.ts",
  "test/runs/runs.test.ts",
  "examples/movies/demo/demo.test.ts",
  "compiler/cli/cli.test.ts",
];

/** Starts the longest files first, so that none of them is left to end alone; the others follow as usual. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.sort((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((path) => moduleId.endsWith(`/${path}`));
  return place < 0 ? longest.length : place;
}
