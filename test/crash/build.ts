import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
// esbuild: bundles the worker in a moment; tsx brings it along anyway.
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A fault that is put into the sources while they are bundled. */
export interface Mutation {
  /** From the top of the repository. */
  readonly file: string;
  /** What stands there, exactly once unless said. */
  readonly find: string;
  readonly replace: string;
  readonly times?: number;
}

/**
 * The worker as one file that plain Node runs: what is killed every second should not spend it on loading. Faults are
 * planted here, and nowhere in what is published.
 */
export class WorkerBuild {
  private constructor(private readonly folder: string) {}

  static async make(mutations: readonly Mutation[] = []): Promise<WorkerBuild> {
    const folder = mkdtempSync(join(tmpdir(), "protograph-crash-"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    await build({
      absWorkingDir: root,
      entryPoints: ["test/crash/worker.ts"],
      outfile: join(folder, "worker.mjs"),
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      conditions: ["@protograph/source"],
      external: ["pg", "@electric-sql/pglite"],
      sourcemap: "inline",
      logLevel: "warning",
      plugins: [planting(mutations)],
    });
    return new WorkerBuild(folder);
  }

  get path(): string {
    return join(this.folder, "worker.mjs");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function planting(mutations: readonly Mutation[]): Plugin {
  return {
    name: "planting",
    setup(bundling) {
      const left = new Set(mutations);
      bundling.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path);
        let contents = readFileSync(path, "utf8");
        for (const mutation of mutations.filter((each) => each.file === file)) {
          contents = planted(contents, mutation);
          left.delete(mutation);
        }
        return { contents, loader: "ts" };
      });
      bundling.onEnd(() => {
        const [missed] = left;
        if (missed) throw new Error(`the worker does not load ${missed.file}, so nothing can be planted there`);
      });
    },
  };
}

/** @throws Error where the text has changed, so that the fault is not the one that was meant. */
export function planted(text: string, { file, find, replace, times = 1 }: Mutation): string {
  const parts = text.split(find);
  if (parts.length === times + 1) return parts.join(replace);
  throw new Error(`${file} has this ${parts.length - 1} times and not ${times}, so nothing is planted there: ${find}`);
}
