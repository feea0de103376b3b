import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { isInside } from "../config/folder-faults.js";
import { UsageError } from "./usage-error.js";

/**
 * Does something with the files of a revision, in a folder of their own: neither the work tree nor the index of the
 * repository is touched. What is installed for the work tree is there for them, too.
 *
 * @param root the folder whose repository is meant.
 * @param use is given the folder that stands for `root`; it is gone afterwards.
 * @throws UsageError where there is no such revision, no repository, or no git.
 */
export async function withRevision<T>(root: string, revision: string, use: (root: string) => Promise<T>): Promise<T> {
  const real = realpathSync(root);
  const top = git(real, ["rev-parse", "--show-toplevel"], `${root} is in no git repository`).trim();
  const named = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const commit = git(real, named, `git knows no revision ${JSON.stringify(revision)}`).trim();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "protograph-revision-")));
  try {
    const tree = join(folder, "tree");
    mkdirSync(tree);
    // An index of its own: that of the repository stays as it is.
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    const failed = `git cannot read ${revision}`;
    git(top, ["read-tree", commit], failed, env);
    git(top, ["checkout-index", "--all", "--quiet", `--prefix=${tree}/`], failed, env);
    linkInstalled(real, top, tree);
    return await use(join(tree, relative(top, real)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Packages are found from a folder upwards: each folder of them gets its place beside the files. */
function linkInstalled(root: string, top: string, tree: string): void {
  for (let at = root; ; at = dirname(at)) {
    const installed = join(at, "node_modules");
    const place = isInside(top, at) || at === top ? join(tree, relative(top, at)) : dirname(tree);
    const link = join(place, "node_modules");
    if (existsSync(installed) && existsSync(place) && !existsSync(link)) symlinkSync(installed, link);
    if (dirname(at) === at) return;
  }
}

function git(cwd: string, args: readonly string[], otherwise: string, env: NodeJS.ProcessEnv = {}): string {
  try {
    return execFileSync("git", args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === "ENOENT" ? "there is no git on this machine" : otherwise);
  }
}
