import { existsSync, readFileSync } from "node:fs";
import { resolve, sep } from "node:path";
import type { Front } from "./front.js";
import { ts } from "./typescript.js";

/** How many files of packages are looked through for one name: behind that, nobody knows. */
const mostPackageFiles = 400;

/** What only carries messages, or this library itself: nothing of theirs is anybody's business exception. */
const ownPackages = /^(?:protograph|@bufbuild\/protobuf)(?:\/|$)/;

/** What the code of some files can throw, as far as names tell. */
export interface Throwable {
  /**
   * Whether some file that they reach declares a class of that name, takes one from a package, or gives it to errors as
   * their `name`. Where it is too much to look through, it is taken to be so.
   */
  readonly can: (name: string) => boolean;
  /** The names of the classes that the project's files among them declare. */
  readonly classes: readonly string[];
}

/**
 * Finds out which classes code could throw: those that are declared in what it reaches through imports, of types too, for
 * the type of a service stands for what throws.
 */
export class ThrownClasses {
  private readonly imports = new Map<string, readonly string[]>();
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly front: Front,
    /** The folder of generated code, absolute: it declares no errors. */
    private readonly out: string,
  ) {}

  /** @param files paths from the project's folder. */
  from(files: readonly string[]): Throwable {
    const own = new Set(files.map((file) => resolve(this.front.root, file)));
    const packages = new Set<string>();
    // A set takes what is added while it is walked.
    for (const file of own) {
      for (const target of this.importsOf(file)) (isForeign(target) ? packages : own).add(target);
    }
    const trees = () => [...own].flatMap((file) => this.front.file(file) ?? []);
    return {
      can: (name) => trees().some((tree) => declares(tree, name)) || this.isIn(packages, name),
      get classes() {
        return [...new Set(trees().flatMap(classesOf))].sort();
      },
    };
  }

  private isIn(packages: ReadonlySet<string>, name: string): boolean {
    const files = new Set(packages);
    for (const file of files) {
      if (files.size > mostPackageFiles || this.textOf(file).includes(name)) return true;
      for (const target of this.importsOf(file)) files.add(target);
    }
    return false;
  }

  private importsOf(file: string): readonly string[] {
    const known = this.imports.get(file);
    if (known) return known;
    const { importedFiles } = ts.preProcessFile(this.textOf(file), true, true);
    const found = importedFiles.flatMap(({ fileName }) => {
      if (ownPackages.test(fileName)) return [];
      const target = this.front.resolve(fileName, file);
      return target === undefined || target.startsWith(this.out + sep) || target.endsWith(".json") ? [] : [target];
    });
    this.imports.set(file, found);
    return found;
  }

  private textOf(file: string): string {
    let text = this.texts.get(file);
    if (text === undefined) {
      text = isForeign(file)
        ? existsSync(file)
          ? readFileSync(file, "utf8")
          : ""
        : (this.front.file(file)?.text ?? "");
      this.texts.set(file, text);
    }
    return text;
  }
}

function isForeign(file: string): boolean {
  return file.includes("/node_modules/");
}

/** Whether a file declares a value of that name, or has it as a text: errors may be told by their own `name`. */
function declares(tree: ts.SourceFile, name: string): boolean {
  if (!tree.text.includes(name)) return false;
  return some(tree, (node) => {
    if (ts.isStringLiteralLike(node)) return node.text === name && !ts.isImportDeclaration(node.parent);
    const named = ts.isClassDeclaration(node) || ts.isClassExpression(node) || ts.isVariableDeclaration(node);
    return named && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name;
  });
}

function classesOf(tree: ts.SourceFile): readonly string[] {
  return tree.statements.flatMap((node) => (ts.isClassDeclaration(node) && node.name ? [node.name.text] : []));
}

/** Whether something holds of a node or of one in it, however deep that is. */
function some(root: ts.Node, holds: (node: ts.Node) => boolean): boolean {
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (holds(node)) return true;
    ts.forEachChild(node, (child) => void waiting.push(child));
  }
  return false;
}
