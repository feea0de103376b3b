import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = path.join(import.meta.dirname, "peers");

/**
 * Loads a program written with another library. Those libraries are in a package.json of their own and are installed
 * here, when they are first needed or have changed, so that installing the project stays light.
 *
 * @param file a JavaScript file of the folder `peers`; what it exports is the caller's to know.
 */
export async function loadPeer<T>(file: string): Promise<T> {
  if (writtenAt("node_modules/.package-lock.json") < writtenAt("package-lock.json")) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }
  return (await import(pathToFileURL(path.join(folder, file)).href)) as T;
}

/** When a file of the folder was written, in milliseconds since the epoch; 0 where there is none. */
function writtenAt(file: string): number {
  return statSync(path.join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
