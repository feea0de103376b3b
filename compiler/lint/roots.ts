import type { ts } from "../source/tree.js";
import type { Evaluator } from "./evaluate.js";
import { clean, type Frame, type Frames, input, shared } from "./frame.js";
import type { FunctionNode } from "./reference.js";
import { bare, functionAround, hasModifier, isFunctionNode, propertyText, visit, wrapped } from "./tree.js";
import type { World } from "./world.js";

/** Something that must be deterministic: a step, or a function that a graph is declared with. */
export interface Root {
  /** `Quote`, or `when of Charge`. */
  readonly name: string;
  readonly node: ts.Node;
  /** All that is run of it. */
  readonly frames: readonly Frame[];
}

/** Options of a declaration that are functions of messages. */
const messageFunctions = new Set(["when", "by", "map", "key"]);

/** Functions of protograph's own that take such options. */
const declaring = new Set(["use", "choose", "handoff", "graph", "flow"]);

/** Those of them that name graphs and flows. */
const joining = new Set(["handoff", "flow"]);

/** Finds what must be deterministic in a file. */
export class Roots {
  constructor(
    private readonly world: World,
    private readonly evaluator: Evaluator,
    private readonly frames: Frames,
  ) {}

  of(file: ts.SourceFile): readonly Root[] {
    const { ts } = this.world;
    const found: Root[] = [];
    const isDeclaring = /\b(use|choose|handoff|flow)\b/.test(file.text);
    if (!isDeclaring && !/\bcompute\b|StepContext|\bextends\b/.test(file.text)) return [];
    visit(ts, file, (node) => {
      if (ts.isTypeNode(node)) return false;
      if (ts.isClassLike(node)) found.push(...this.class(node));
      else if (isFunctionNode(ts, node) && !ts.isMethodDeclaration(node) && this.isStep(node))
        found.push(this.function(node));
      else if (isDeclaring && ts.isCallExpression(node)) found.push(...this.options(node));
      return true;
    });
    return found;
  }

  /** All functions of a file that has no step: what steps may reach of it. */
  everything(file: ts.SourceFile): readonly Root[] {
    const { ts } = this.world;
    const found: Root[] = [];
    // What a graph is declared with is read and never run.
    if (this.declaresGraph(file)) return found;
    visit(ts, file, (node) => {
      if (ts.isTypeNode(node)) return false;
      if (ts.isClassLike(node))
        found.push({ name: node.name?.text ?? "a class", node, frames: this.construction(node) });
      if (ts.isVariableDeclaration(node) && node.initializer && !functionAround(ts, node)) {
        found.push({ name: node.name.getText(), node, frames: [this.frames.get(node.initializer, { mode: "eager" })] });
      }
      if (!isFunctionNode(ts, node) || ts.isConstructorDeclaration(node)) return true;
      const self = ts.isClassLike(node.parent) ? node.parent : undefined;
      found.push({ name: nameOf(ts, node), node, frames: [this.frames.get(node, { self, supplied: 0 })] });
      return ts.isFunctionLike(node) ? false : true;
    });
    return found;
  }

  private declaresGraph(file: ts.SourceFile): boolean {
    const { ts } = this.world;
    return file.statements.some((each) => {
      if (!ts.isImportDeclaration(each) || !ts.isStringLiteral(each.moduleSpecifier)) return false;
      const named = each.importClause?.namedBindings;
      if (each.moduleSpecifier.text !== "protograph" || !named || !ts.isNamedImports(named)) return false;
      return named.elements.some(({ name, propertyName }) => declaring.has((propertyName ?? name).text));
    });
  }

  private class(node: ts.ClassLikeDeclaration): readonly Root[] {
    const { ts } = this.world;
    if (hasModifier(ts, node, ts.SyntaxKind.AbstractKeyword)) return [];
    const [compute] = this.evaluator.members.find(node, "compute", false);
    const method = compute && this.callable(compute.node);
    if (!method || !this.takesContext(method)) return [];
    const taints = [clean, ...method.parameters.slice(1).map(() => input)];
    const whole = this.frames.get(method, { self: node, selfTaint: shared, taints });
    return [
      {
        name: node.name?.text ?? nameOf(ts, node),
        node: node.name ?? node,
        frames: [...this.construction(node), whole],
      },
    ];
  }

  private construction(node: ts.ClassLikeDeclaration): readonly Frame[] {
    return [
      this.frames.get(node, { mode: "static", self: node }),
      this.frames.get(node, { mode: "construct", self: node }),
    ];
  }

  private callable(node: ts.Node): FunctionNode | undefined {
    const { ts } = this.world;
    if (ts.isMethodDeclaration(node)) return isFunctionNode(ts, node) ? node : undefined;
    if (!ts.isPropertyDeclaration(node) || !node.initializer) return undefined;
    const initializer = bare(ts, node.initializer);
    return isFunctionNode(ts, initializer) ? initializer : undefined;
  }

  private function(node: FunctionNode): Root {
    const { ts } = this.world;
    const taints = [clean, ...node.parameters.slice(1).map(() => input)];
    return { name: nameOf(ts, node), node: node.name ?? node, frames: [this.frames.get(node, { taints })] };
  }

  /** Whether a function is a step: it takes a StepContext first, and is not just called by others of its file. */
  private isStep(node: FunctionNode): boolean {
    const { ts } = this.world;
    if (!this.takesContext(node)) return false;
    if (functionAround(ts, node) && !ts.isCallExpression(wrapped(ts, node).parent)) return false;
    const name = nameOf(ts, node);
    return this.isExported(node) || !this.isCalled(node.getSourceFile(), name);
  }

  private isExported(node: FunctionNode): boolean {
    const { ts } = this.world;
    const outer = wrapped(ts, node);
    const statement = ts.isVariableDeclaration(outer.parent) ? outer.parent.parent.parent : outer;
    if (ts.isExportAssignment(outer.parent) || hasModifier(ts, statement, ts.SyntaxKind.ExportKeyword)) return true;
    const name = nameOf(ts, node);
    return [...this.world.exportsOf(node.getSourceFile()).names.values()].some(
      (each) => each.kind === "local" && each.name === name,
    );
  }

  private isCalled(file: ts.SourceFile, name: string): boolean {
    const { ts } = this.world;
    let called = false;
    visit(ts, file, (node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) called = true;
      return !called;
    });
    return called;
  }

  private takesContext(node: FunctionNode): boolean {
    const first = node.parameters.find((each) => each.name.getText() !== "this");
    return first?.type !== undefined && isContext(this.world, first.type);
  }

  /** The functions of messages in the options of a declaration. */
  private options(call: ts.CallExpression): readonly Root[] {
    const { ts } = this.world;
    const { scopes } = this.world;
    const callee = bare(ts, call.expression);
    const name = ts.isIdentifier(callee) ? callee : ts.isPropertyAccessExpression(callee) ? callee.name : undefined;
    if (!name) return [];
    const binding = scopes.find(name.text, name)?.node;
    const imported = binding && ts.isImportSpecifier(binding) ? (binding.propertyName ?? binding.name).text : name.text;
    if (!declaring.has(imported)) return [];
    const [first] = call.arguments;
    const of = first ? first.getText().slice(0, 40) : imported;
    const frame = this.frames.get(call);
    const { touched } = this.evaluator;
    const before = new Set(touched);
    const found = call.arguments.flatMap((argument) =>
      this.evaluator
        .of(argument, frame)
        .flatMap((ref) => (ref.kind === "object" ? this.optionsIn(ref.node, of, frame, 0) : [])),
    );
    // The graphs and flows that a flow names are read and never run: what they start with is on no step's way.
    if (joining.has(imported)) for (const each of touched) if (!before.has(each)) touched.delete(each);
    return found;
  }

  private optionsIn(node: ts.ObjectLiteralExpression, of: string, frame: Frame, depth: number): readonly Root[] {
    const { ts } = this.world;
    return node.properties.flatMap((each): readonly Root[] => {
      const key = each.name && propertyText(ts, each.name);
      if (key === undefined) return [];
      return this.evaluator.member([{ kind: "object", node }], key, frame).flatMap((ref): readonly Root[] => {
        // `key` of `rateLimit` is as much a function of messages as `when`.
        if (ref.kind === "object") return depth < 3 ? this.optionsIn(ref.node, of, frame, depth + 1) : [];
        if (ref.kind !== "function" || !messageFunctions.has(key)) return [];
        const taints = ref.node.parameters.map(() => input);
        return [{ name: `${key} of ${of}`, node: each, frames: [this.frames.get(ref.node, { taints })] }];
      });
    });
  }
}

/** Whether a type is protograph's StepContext. */
export function isContext(world: World, type: ts.TypeNode): boolean {
  const { ts, scopes } = world;
  const named: ts.Node[] = [];
  visit(ts, type, (node) => {
    if (ts.isIdentifier(node)) {
      const declared = scopes.find(node.text, node)?.node;
      const original = declared && ts.isImportSpecifier(declared) ? declared.propertyName?.text : undefined;
      if ((original ?? node.text) === "StepContext") named.push(node);
    }
    return named.length === 0;
  });
  const found = named.length > 0;
  if (found || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return found;
  const { text } = type.typeName;
  return type
    .getSourceFile()
    .statements.some(
      (each) =>
        ts.isTypeAliasDeclaration(each) && each.name.text === text && /\bStepContext\b/.test(each.type.getText()),
    );
}

/** What a function is called: its own name, or that of the variable or member that it is the value of. */
function nameOf(ts: World["ts"], node: ts.Node): string {
  const own = (node as { readonly name?: ts.Node }).name;
  if (own) return own.getText();
  const { parent } = wrapped(ts, node);
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return parent.name.getText();
  return "a function";
}
