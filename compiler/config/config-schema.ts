import { z } from "zod";

const globs = z.array(
  z.string('must be a text, like "src/**/*.graph.ts"').min(1, "is empty; leave it out instead"),
  'must be a list of globs, like ["**/*.graph.ts", "**/steps/**/*.ts"]',
);

function folder(example: string) {
  return z.string(`must be a folder's path from the project's folder, like "${example}"`);
}

/** The rules that a name of a package or of the platform can be found by. */
const sinkRules = [
  "no-wall-clock",
  "no-ambient-random",
  "no-ambient-timer",
  "no-ambient-io",
  "no-environment",
  "no-host-locale",
  "no-completion-order",
  "no-shared-state",
  "no-dynamic-code",
  "no-gc-observation",
] as const;

const verdict = z.enum(["deterministic", ...sinkRules], {
  error: 'must be "deterministic" or the name of a rule, like "no-wall-clock"',
});

/** What `protograph.json` may say: the one source of its checks, its defaults and its published JSON schema. */
export const configSchema = z
  .strictObject(
    {
      $schema: z
        .string("must be the path of a JSON schema")
        .optional()
        .describe("The JSON schema of this file, for editors."),
      include: globs
        .min(1, "is empty, so nothing would be compiled")
        .default(["**/*.graph.ts", "**/*.flow.ts", "**/steps/**/*.ts"])
        .describe("Globs of the files with graphs and steps, from this file's folder."),
      exclude: globs
        .optional()
        .describe("Globs of files to leave out. The out folder, node_modules, declaration files and tests always are."),
      protos: folder("proto")
        .default("proto")
        .describe("The folder with the project's .proto files, from this file's folder."),
      out: folder("generated")
        .default("generated")
        .describe("The folder that generated files go to, inside this file's folder; it holds nothing else."),
      tsconfig: z
        .string('must be the path of a file, like "tsconfig.json"')
        .optional()
        .describe("The tsconfig.json whose module resolution the sources use, from this file's folder."),
      determinism: z
        .strictObject(
          {
            packages: z
              .record(z.string(), z.union([verdict, z.record(z.string(), verdict)]))
              .optional()
              .describe(
                'What packages do, by their names: "deterministic", or the rule that finds what they do; for all of a ' +
                  'package, or member by member, where "*" stands for the others.',
              ),
            globals: z
              .record(z.string(), verdict)
              .optional()
              .describe('What names of the platform do, by their paths: { "myHost.now": "no-wall-clock" }.'),
          },
          'must be an object, like { "packages": { "a-package": "deterministic" } }',
        )
        .default({})
        .describe("What is known of packages and globals, beyond the table that comes with protograph."),
      importExtension: z
        .enum(["js", "ts", ""], 'must be "js", "ts" or ""')
        .default("js")
        .describe('How relative imports in generated code end: "./movies_pb.js", "./movies_pb.ts" or "./movies_pb".'),
    },
    {
      error: (issue) => (issue.code === "invalid_type" ? 'must be an object, like { "out": "generated" }' : undefined),
    },
  )
  .describe("The configuration of a protograph project.");

/** `protograph.json` with its defaults filled in. */
export type ConfigData = z.infer<typeof configSchema>;

/** The keys it may have. */
export const configKeys: readonly string[] = Object.keys(configSchema.shape);
