import { isBuiltin } from "node:module";
import type { ts } from "../source/tree.js";
import { makeFrame } from "./frame.js";
import type { Exported } from "./module-exports.js";
import type { Ref } from "./reference.js";
import type { Resolver } from "./resolver.js";
import type { World } from "./world.js";

const nothing: readonly Ref[] = [];

/** Finds what imports mean: names of files that can be read, of modules in the table, or of neither. */
export class Modules {
  private readonly active = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly evaluator: Resolver,
  ) {}

  /** What an imported name may stand for. */
  imported(node: ts.ImportClause | ts.NamespaceImport | ts.ImportSpecifier): readonly Ref[] {
    const { ts } = this.world;
    let at: ts.Node = node;
    while (!ts.isImportDeclaration(at)) at = at.parent;
    if (!ts.isStringLiteral(at.moduleSpecifier)) return nothing;
    const module = this.open(at.moduleSpecifier.text, node.getSourceFile());
    if (ts.isNamespaceImport(node)) return module;
    const name = ts.isImportClause(node) ? "default" : (node.propertyName ?? node.name).text;
    return this.evaluator.member(module, name, makeFrame(node));
  }

  /** A module as a whole. */
  open(specifier: string, from: ts.SourceFile): readonly Ref[] {
    if (isBuiltin(specifier)) {
      const name = specifier.replace(/^node:/, "");
      if (name === "process") return [{ kind: "global", path: "process" }];
      return [{ kind: "module", module: name, path: "" }];
    }
    if (this.world.sinks.knows(specifier)) return [{ kind: "module", module: specifier, path: "" }];
    const file = this.world.files.open(specifier, from);
    if (file === "hidden") return nothing;
    if (file === "missing") return [{ kind: "unreadable", module: specifier, path: "" }];
    return [{ kind: "file", file }];
  }

  /** What a file exports under a name, marked with the place that names it; everything where there is no name. */
  exported(file: ts.SourceFile, name: string | undefined): readonly Ref[] {
    const key = `${file.fileName}\0${name ?? "*"}`;
    if (this.active.has(key)) return nothing;
    this.active.add(key);
    const found = name === undefined ? this.everything(file) : this.named(file, name);
    this.active.delete(key);
    return found;
  }

  private everything(file: ts.SourceFile): readonly Ref[] {
    const { names, whole } = this.world.exportsOf(file);
    const listed = [...names.values()].flatMap((each) => this.valueOf(each, file));
    return [...listed, ...whole.flatMap((each) => this.evaluator.of(each, makeFrame(file)))];
  }

  private named(file: ts.SourceFile, name: string): readonly Ref[] {
    const { names, stars, whole } = this.world.exportsOf(file);
    const own = names.get(name);
    if (own) return this.valueOf(own, file);
    const through = stars.flatMap(({ specifier, at }) =>
      mark(this.evaluator.member(this.open(specifier, file), name, makeFrame(file)), at),
    );
    if (through.length > 0) return through;
    const values = whole.flatMap((each) => this.evaluator.of(each, makeFrame(file)));
    // The default of CommonJS is all of it.
    if (name === "default" && whole.length > 0) return values;
    if (name === "default" && names.size > 0 && this.isCommonJs(file)) return [{ kind: "file", file }];
    return this.evaluator.member(values, name, makeFrame(file));
  }

  private isCommonJs(file: ts.SourceFile): boolean {
    const { ts } = this.world;
    return !file.statements.some(
      (each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each) || ts.isExportAssignment(each),
    );
  }

  private valueOf(exported: Exported, file: ts.SourceFile): readonly Ref[] {
    const { ts } = this.world;
    switch (exported.kind) {
      case "expression":
        return mark(this.evaluator.of(exported.node, makeFrame(file)), exported.node);
      case "declaration":
        if (ts.isClassDeclaration(exported.node)) return [{ kind: "class", node: exported.node }];
        return exported.node.body ? [{ kind: "function", node: exported.node }] : nothing;
      case "from": {
        const module = this.open(exported.specifier, file);
        const refs = exported.name === "*" ? module : this.evaluator.member(module, exported.name, makeFrame(file));
        return mark(refs, exported.at);
      }
      case "local": {
        const binding = this.world.scopes.namesOf(file).get(exported.name);
        if (!binding) return nothing;
        const { node } = binding;
        const place = ts.isVariableDeclaration(node) && node.initializer ? node.initializer : exported.at;
        return mark(this.evaluator.binding(binding, makeFrame(file)), place);
      }
    }
  }
}

/** Says of names of the platform where another file names them: what is reached by way of that is not named here. */
function mark(refs: readonly Ref[], via: ts.Node): readonly Ref[] {
  return refs.map((ref) =>
    (ref.kind === "global" || ref.kind === "module") && ref.via === undefined ? { ...ref, via } : ref,
  );
}
