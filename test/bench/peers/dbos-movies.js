import { DBOS } from "@dbos-inc/dbos-sdk";

const silent = { info() {}, debug() {}, warn() {}, error() {} };

/** The five steps of movies.ts as a DBOS workflow, written the way its own documentation would. */
export async function movies(steps, ctx, databaseUrl, poolSize) {
  DBOS.setConfig({
    name: "movies",
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: poolSize,
    runAdminServer: false,
    logger: silent,
  });
  const step = (name, call) => DBOS.runStep(call, { name });
  const run = DBOS.registerWorkflow(
    async (request) => {
      const movie = await step("FetchMovie", () => steps.FetchMovie.compute(ctx, request));
      const [director, content] = await Promise.all([
        step("FetchDirector", () => steps.FetchDirector.compute(ctx, movie)),
        step("Analyze", () => steps.Analyze.compute(ctx, movie)),
      ]);
      const classification = await step("Classify", () => steps.Classify.compute(ctx, content, director));
      return step("Tag", () => steps.Tag.compute(ctx, movie, classification, director));
    },
    { name: "movies" },
  );
  await DBOS.launch();
  return { run: (request) => run(request), close: () => DBOS.shutdown() };
}
