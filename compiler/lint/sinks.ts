import { isBuiltin } from "node:module";
import { packages } from "./package-table.js";
import { globals, nodeModules } from "./platform-table.js";
import type { Conditional, Members, Verdict } from "./verdict.js";

/** What users add to the table: members of packages, and globals. */
export interface SinkAdditions {
  readonly packages?: Readonly<Record<string, Verdict | Members>> | undefined;
  readonly globals?: Readonly<Record<string, Verdict>> | undefined;
}

/** The table of what names do, with a user's additions before it. */
export class Sinks {
  private readonly globals: Readonly<Record<string, Verdict>>;
  private readonly packages: ReadonlyMap<string, Members>;

  constructor(additions: SinkAdditions = {}) {
    this.globals = { ...globals, ...additions.globals };
    const added = Object.entries(additions.packages ?? {}).map(([name, given]): [string, Members] => {
      const members = typeof given === "string" || isConditional(given) ? { "*": given } : given;
      return [name, { ...packages[name], ...members }];
    });
    this.packages = new Map([...Object.entries(packages), ...added]);
  }

  /** What a global's path does. */
  ofGlobal(path: string): Verdict | undefined {
    return longest(this.globals, path);
  }

  /** What a member of a module does; `undefined` for a package that nothing is known of. */
  ofModule(module: string, path: string): Verdict | undefined {
    const known = this.membersOf(module);
    if (!known) return undefined;
    const { members, under } = known;
    const full = under === "" ? path : path.replace(/^(new )?default\b/, `$1${under}`);
    const plain = full.replace(/^(new )?default\./, "$1");
    const found = longest(members, full) ?? (plain === full ? undefined : longest(members, plain));
    // All of a module is nothing yet: its members are.
    if (found !== undefined || path === "") return found ?? "deterministic";
    return /\(\)|#/.test(path) ? "deterministic" : (members["*"] ?? "deterministic");
  }

  /** Whether the table knows a module, so that it need not be looked into. */
  knows(module: string): boolean {
    return this.membersOf(module) !== undefined;
  }

  private membersOf(module: string): { readonly members: Members; readonly under: string } | undefined {
    const name = module.replace(/^node:/, "");
    if (isBuiltin(module)) return { members: nodeModules[name] ?? {}, under: "" };
    const own = this.packages.get(name);
    if (own) return { members: own, under: "" };
    const parts = name.split("/");
    const root = parts.slice(0, name.startsWith("@") ? 2 : 1).join("/");
    const members = this.packages.get(root);
    if (!members || name.startsWith("#")) return undefined;
    // `lodash/shuffle` is the member of that name; `zod/v4` is more of the same.
    const last = (parts.at(-1) ?? "").replace(/\.[cm]?js$/, "");
    return { members, under: Object.hasOwn(members, last) ? last : "" };
  }
}

function isConditional(verdict: Verdict | Members): verdict is Conditional {
  return typeof verdict === "object" && "rule" in verdict && "when" in verdict;
}

/** What the longest part of a path says that has an entry: `process.env.HOME` is under `process.env`. */
function longest(entries: Readonly<Record<string, Verdict>>, path: string): Verdict | undefined {
  for (let at = path; at !== ""; at = shorten(at)) {
    const found = Object.hasOwn(entries, at) ? entries[at] : undefined;
    if (found !== undefined && at !== "*") return found;
  }
  return undefined;
}

/** A path without its last part; calls and instances are parts of their own. */
function shorten(path: string): string {
  // What a call or a class gives was reported where that was called or made.
  if (/^(new|call) /.test(path) || path.endsWith("()") || path.endsWith("#")) return "";
  const end = Math.max(path.lastIndexOf("."), path.lastIndexOf("#"));
  if (end < 0) return "";
  return path.slice(0, path[end] === "#" ? end + 1 : end);
}
