import type { ts } from "../source/tree.js";
import { Analysis } from "./analysis.js";
import type { Finding } from "./finding.js";
import { isContext } from "./roots.js";
import { needsProgram } from "./rules.js";
import type { TypeScript } from "./scopes.js";
import type { Sinks } from "./sinks.js";
import { Allowances } from "./suppressions.js";
import { isFunctionNode } from "./tree.js";
import type { Sighting } from "./visit.js";
import { type Files, World } from "./world.js";

/** What is seen in one file, suppressed or not. */
export function sightingsOf(
  ts: TypeScript,
  file: ts.SourceFile,
  sinks: Sinks,
  checker?: ts.TypeChecker,
): readonly Sighting[] {
  const files: Files = { open: () => "hidden", checker: () => checker };
  const analysis = new Analysis(new World(ts, sinks, files));
  const steps = analysis.roots.of(file);
  const roots = steps.length > 0 ? steps : analysis.roots.everything(file);
  const found = new Map<string, Sighting>();
  for (const { sighting } of analysis.reach(roots.flatMap((each) => each.frames))) {
    if (sighting.node.getSourceFile() !== file || sighting.rule === "unresolved-call") continue;
    const key = `${sighting.rule} ${sighting.node.getStart()}`;
    if (!found.has(key)) found.set(key, sighting);
  }
  return [...found.values()].sort((a, b) => a.node.getStart() - b.node.getStart());
}

/** A suppression that an editor is to underline. */
export interface SuppressionFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** What an editor shows of a file. */
export interface Linted {
  readonly findings: readonly Finding[];
  /** Suppressions that cannot be used, or of which an editor can tell that nothing needs them. */
  readonly suppressionFaults: readonly SuppressionFault[];
}

/**
 * Finds what is not deterministic in one file, looking into no other: what an editor shows. In a file with steps that is
 * what they reach; in another it is everything, for somebody may reach it.
 *
 * @param ts TypeScript as the file was parsed with it; the file's nodes must know their parents.
 * @param checker TypeScript's checker, where there is one: it tells more of the promises that are not awaited.
 */
export function lintFile(ts: TypeScript, file: ts.SourceFile, sinks: Sinks, checker?: ts.TypeChecker): Linted {
  const world = new World(ts, sinks, { open: () => "hidden" });
  const allowances = new Allowances(ts);
  const findings = sightingsOf(ts, file, sinks, checker)
    .filter(({ node, rule }) => !allowances.allows(node, rule))
    .map((each) => toFinding(world, each));
  const suppressionFaults = allowances.of(file).flatMap((each) => {
    const place = { start: each.start, end: each.end };
    if (each.fault !== undefined) return [{ ...place, message: `this suppression cannot be used: ${each.fault}` }];
    return allowances
      .unused(each)
      .filter((rule) => !needsProgram(rule))
      .map((rule) => ({ ...place, message: `there is nothing here for ${rule} to find, so nothing to allow` }));
  });
  return { findings, suppressionFaults };
}

function toFinding(world: World, { rule, node, message, fix, fixKind }: Sighting): Finding {
  const ctx = contextAt(world, node);
  return {
    rule,
    node,
    message,
    fix,
    ...(fixKind === undefined ? {} : { fixKind }),
    ...(ctx === undefined ? {} : { ctx }),
  };
}

/** The name of the StepContext that is in scope at a node. */
function contextAt(world: World, node: ts.Node): string | undefined {
  const { ts, scopes } = world;
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (!isFunctionNode(ts, at)) continue;
    for (const parameter of at.parameters) {
      if (!ts.isIdentifier(parameter.name) || !parameter.type || !isContext(world, parameter.type)) continue;
      return scopes.find(parameter.name.text, node)?.node === parameter ? parameter.name.text : undefined;
    }
  }
  return undefined;
}
