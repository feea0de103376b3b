import { join, sep } from "node:path";
import type { Config } from "../config/config.js";
import { type Diagnostic, diagnostic, type Span, type Trace } from "../diagnostics/diagnostic.js";
import { type Front, spanOfNode, syntaxErrors } from "../source/front.js";
import type { ts as Tree } from "../source/tree.js";
import { ts } from "../source/typescript.js";
import { Analysis, type Reached } from "./analysis.js";
import { allowable, type AllowableName, rules } from "./rules.js";
import { Sinks } from "./sinks.js";
import { suppressionDiagnostics } from "./suppression-diagnostics.js";
import { Allowances, type Suppression } from "./suppressions.js";
import { type LintMemory, unchangedSince } from "./unchanged.js";
import { World } from "./world.js";

/** A suppression that stands, for the list of them. */
export interface Allowed {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly span: Span;
}

/** What the check of the whole program came to. */
export interface Determinism {
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressions: readonly Allowed[];
  /** Absolute paths of the project's files with steps, and of those that they reach: sorted. */
  readonly reached: readonly string[];
}

/**
 * Follows every step, and every function that a graph is declared with, through all the code that it reaches, and reports
 * what is not deterministic at its place in the step.
 *
 * @param files absolute paths of the files with steps and graphs.
 * @param before what the last check of the same project left: of what has not changed since, its results stand. What is
 *   reached may then hold files that were reached before.
 * @param beside what other checks have found: what of it is allowed where it stands is left out of what comes back.
 */
export function checkProgram(
  config: Config,
  front: Front,
  files: readonly string[],
  before?: LintMemory,
  beside: readonly Diagnostic[] = [],
): Determinism & { readonly memory: LintMemory } {
  const program = new Program(config, front);
  const table = JSON.stringify(config.determinism);
  const { memory, ...found } = program.check(files, before?.table === table ? before : undefined, beside);
  return { ...found, memory: { ...memory, table } };
}

class Program {
  private readonly analysis: Analysis;
  private readonly allowances = new Allowances(ts);

  constructor(
    config: Config,
    private readonly front: Front,
  ) {
    const open = (specifier: string, from: Tree.SourceFile): Tree.SourceFile | "hidden" | "missing" => {
      const path = front.source(specifier, from.fileName);
      if (path === undefined) return front.resolve(specifier, from.fileName)?.endsWith(".json") ? "hidden" : "missing";
      const file = path.startsWith(config.out + sep) ? undefined : front.file(path);
      // What is generated from protos is data; there is no need to read thousands of lines of it.
      return file && !isGenerated(file) ? file : "hidden";
    };
    this.analysis = new Analysis(
      new World(ts, new Sinks(config.determinism), { open, checker: () => front.checker() }),
    );
  }

  check(
    files: readonly string[],
    before: LintMemory | undefined,
    beside: readonly Diagnostic[],
  ): Determinism & { readonly memory: Omit<LintMemory, "table"> } {
    const withSteps = files.flatMap((name) => {
      const file = this.front.file(name);
      // Nothing follows from what does not parse.
      return file && syntaxErrors(file).length === 0 && !this.front.tooDeep.has(name) ? [file] : [];
    });
    const hasSuppressions = (file: ts.SourceFile) => this.allowances.of(file).length > 0;
    const { unchanged, seen: trees } = unchangedSince(before, this.front, withSteps, hasSuppressions);
    const results = new Map<string, readonly Diagnostic[]>();
    for (const file of withSteps) {
      const known = unchanged.has(file.fileName) ? before?.results.get(file.fileName) : undefined;
      results.set(file.fileName, known ?? this.file(file));
    }
    const left = [...trees].flatMap(([name, file]) => (before?.reached.has(name) ? [file] : []));
    const seen = [...new Set([...withSteps, ...left, ...this.analysis.entered])].filter((each) => !isForeign(each));
    const others = beside.filter((each) => !this.isAllowedWhereItStands(each));
    const judged = suppressionDiagnostics(this.allowances, seen, (each) => this.span(each), this.analysis.world.sinks);
    return {
      diagnostics: [...others, ...[...results.values()].flat(), ...judged],
      suppressions: seen.flatMap((each) =>
        this.allowances.of(each).map((one) => ({ rules: one.rules, reason: one.reason, span: this.span(one) })),
      ),
      reached: seen.map((each) => each.fileName).sort(),
      memory: { files: trees, results, reached: new Set(seen.map((each) => each.fileName)) },
    };
  }

  private span({ file, start, end }: Suppression): Span {
    const from = file.getLineAndCharacterOfPosition(start);
    const to = file.getLineAndCharacterOfPosition(end);
    const whole = spanOfNode(this.front.root, file);
    return {
      ...whole,
      line: from.line + 1,
      column: from.character + 1,
      endLine: to.line + 1,
      endColumn: to.character + 1,
    };
  }

  private file(file: ts.SourceFile): readonly Diagnostic[] {
    const roots = this.analysis.roots.of(file);
    const found: Diagnostic[] = [];
    if (roots.length === 0) return found;
    const said = new Set<string>();
    for (const each of this.analysis.reachFrom(file, roots)) {
      if (said.has(this.keyOf(file, each)) || this.isAllowed(each)) continue;
      said.add(this.keyOf(file, each));
      found.push(this.toDiagnostic(file, each));
    }
    return found;
  }

  /** One cause at one place of the step is reported once. */
  private keyOf(file: ts.SourceFile, { sighting, path }: Reached): string {
    const { rule, node } = sighting;
    const isHere = node.getSourceFile() === file;
    const place = isHere ? node : (path.find((edge) => edge.to.unit.getSourceFile() !== file)?.node ?? node);
    return `${place.getStart()} ${rule} ${node.getSourceFile().fileName} ${node.getStart()}`;
  }

  private isAllowed({ sighting, path }: Reached): boolean {
    if (this.allowances.allows(sighting.node, sighting.rule)) return true;
    if (sighting.via && this.allowances.allows(sighting.via, sighting.rule)) return true;
    const nodes = sighting.via ? [...path.map((each) => each.node), sighting.node] : path.map((each) => each.node);
    return nodes.some((each) => this.allowances.allows(each, "no-transitive-nondeterminism"));
  }

  private isAllowedWhereItStands({ code, span }: Diagnostic): boolean {
    const name = nameOfCode.get(code);
    const file = name && this.front.file(join(this.front.root, span.file));
    return file !== undefined && name !== undefined && this.allowances.allowsOn(file, span.line - 1, name);
  }

  private toDiagnostic(file: ts.SourceFile, { sighting, path }: Reached): Diagnostic {
    const { rule, node, message, fix } = sighting;
    const hop = (text: string, at: ts.Node): Trace => ({ message: text, span: spanOfNode(this.front.root, at) });
    const leaving = path.findIndex((edge) => edge.to.unit.getSourceFile() !== file);
    const isHere = node.getSourceFile() === file;
    const hops = path.map((edge) => hop(`${edge.name} is reached`, edge.node));
    if (isHere && !(sighting.via && sighting.via.getSourceFile() !== file)) {
      const severity = rule === "unresolved-call" ? { severity: "warning" as const } : {};
      return diagnostic(rules[rule].code, spanOfNode(this.front.root, node), message, {
        trace: hops,
        fix,
        ...severity,
      });
    }
    const place = isHere ? node : (path[leaving]?.node ?? node);
    const sink = isHere ? (sighting.via ?? node) : node;
    const end = hop(message, sink);
    const rest = hops.slice(isHere ? hops.length : leaving);
    if (rule === "unresolved-call") {
      return diagnostic(rules[rule].code, spanOfNode(this.front.root, place), message, {
        trace: [...rest, end],
        fix,
        severity: "warning",
      });
    }
    const first = isHere ? node.getText() : (path[leaving]?.name ?? "this");
    const { file: sinkFile, line, column } = spanOfNode(this.front.root, sink);
    return diagnostic(
      rules["no-transitive-nondeterminism"].code,
      spanOfNode(this.front.root, place),
      `${first} leads to ${sinkFile}:${line}:${column}, where ${message} (${rule})`,
      { trace: [...hops.slice(0, Math.max(leaving, 0)), ...rest, end], fix },
    );
  }
}

/** What allows the findings of other checks, by their codes. */
const nameOfCode: ReadonlyMap<string, AllowableName> = new Map(
  Object.entries(allowable).map(([name, code]) => [code, name as AllowableName]),
);

function isGenerated(file: ts.SourceFile): boolean {
  return file.text.startsWith("// @generated by protoc-gen-es");
}

/** Whether a file is of a package that the project uses, and not the project's own. */
function isForeign(file: ts.SourceFile): boolean {
  return file.fileName.includes("/node_modules/");
}
