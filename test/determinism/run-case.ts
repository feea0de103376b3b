import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { Step } from "protograph";
import { checkDeterminism, type DeterminismReport } from "protograph/testing";
import ts from "typescript";
import { type Case, corpusRoot } from "./corpus.js";

/**
 * Runs a case's step in worlds that differ, on messages and services made up from its types.
 *
 * @throws Error where the step cannot be run: it asks for a package that is not installed, or for a file.
 */
export async function runCase({ file }: Case): Promise<DeterminismReport> {
  const path = join(corpusRoot, file);
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const exports = (await import(path)) as Readonly<Record<string, unknown>>;
  const step = Object.values(exports)[0] as Step;
  const domain = /^\w+/.exec(file)?.[0] ?? "";
  const messages = (await import(join(corpusRoot, `../generated/${domain}/v1/${domain}_pb.js`))) as Schemas;
  const inputs = inputTypes(source, exports).map((type) => sampleOf(type, messages));
  return await checkDeterminism(step as never, inputs as never, { services: servicesOf(source) } as never);
}

type Schemas = Readonly<Record<string, DescMessage>>;

/** The types of the messages after ctx, as they are written. */
function inputTypes(source: ts.SourceFile, exports: Readonly<Record<string, unknown>>): readonly string[] {
  const isCompute = (node: ts.Node): node is ts.SignatureDeclaration =>
    ts.isFunctionLike(node) && node.parameters[0]?.type?.getText() === "StepContext";
  const found = find(source, isCompute);
  if (found) return found.parameters.slice(1).map((parameter) => parameter.type?.getText() ?? "");
  // compute is inherited, from a class of the corpus that takes a clip.
  return Object.keys(exports).length > 0 ? ["Clip"] : [];
}

function sampleOf(type: string, schemas: Schemas): Message | readonly Message[] {
  const name = type.replace(/^readonly /, "").replace(/\[\]$/, "");
  const schema = schemas[`${name}Schema`];
  if (!schema) throw new Error(`no message ${type}`);
  return type.endsWith("[]") ? [1, 2, 3].map((seed) => sample(schema, seed)) : sample(schema, 1);
}

/** A message with something in every field: lists of three, texts with letters that locales order in their own way. */
function sample(schema: DescMessage, seed: number): Message {
  const message = reflect(schema, create(schema));
  for (const [at, field] of schema.fields.entries()) fill(message, field, seed * 10 + at);
  return message.message;
}

function fill(message: ReflectMessage, field: DescField, seed: number): void {
  if (field.fieldKind === "list") {
    const list = message.get(field);
    const message_ = field.listKind === "message" ? field.message : undefined;
    // The greatest first, so that whoever sorts changes something.
    for (const each of [3, 1, 2]) {
      list.add(
        message_ ? reflect(message_, sample(message_, seed * each)) : scalar(`${field.name}${each}`, seed * each),
      );
    }
  } else if (field.fieldKind === "map") {
    const map = message.get(field);
    for (const key of ["raw", "coupon", "item"]) map.set(key, `${key} of ${field.name}`);
  } else if (field.fieldKind === "message") {
    message.set(field, reflect(field.message, create(field.message)));
  } else if (field.fieldKind === "scalar") {
    message.set(field, typeof message.get(field) === "string" ? scalar(field.name, seed) : seed);
  }
}

const letters = ["İstanbul", "zebra", "ärger", "Ångström", "iris", "new york"];

function scalar(name: string, seed: number): string {
  return `${letters[seed % letters.length] ?? ""} ${name}`;
}

/** What a step's constructor takes, made up from the interfaces of its file. */
function servicesOf(source: ts.SourceFile): readonly unknown[] {
  const constructor = find(source, ts.isConstructorDeclaration);
  return (constructor?.parameters ?? []).map(({ type }) => {
    const text = type?.getText() ?? "";
    if (text.endsWith("[]")) return [0, 1].map((at) => service(source, text.replace(/^readonly |\[\]$/g, ""), at));
    return service(source, text, 0);
  });
}

function service(source: ts.SourceFile, name: string, at: number): object {
  const declared = source.statements.find(
    (node): node is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(node) && node.name.text === name,
  );
  const members = (declared?.members ?? []).map((member): readonly [string, unknown] => {
    const key = member.name?.getText() ?? "";
    if (ts.isMethodSignature(member)) {
      const type = member.type?.getText() ?? "";
      return [key, (...args: readonly unknown[]) => answer(type, `${key}(${JSON.stringify(args)})`, at)];
    }
    return [key, ts.isPropertySignature(member) && member.type?.getText() === "string" ? "Sender" : async () => key];
  });
  // A class from another file stands for a service that answers with numbers.
  if (!declared) members.push(["cents", async () => 42]);
  return Object.fromEntries(members);
}

/** An answer of the type, which depends on the question. */
function answer(type: string, question: string, at: number): unknown {
  const number = Buffer.from(question).reduce((sum, byte) => (sum * 31 + byte) % 1009, at + 7);
  if (type.startsWith("AsyncIterable<")) {
    return (async function* () {
      yield* ["first", "second"];
    })();
  }
  const plain = type.replace(/^Promise<(.*)>$/, "$1");
  const value =
    plain === "number"
      ? number
      : plain === "string"
        ? `answer ${number}`
        : plain.endsWith("[]")
          ? [`a${number}`]
          : undefined;
  return type === plain ? value : Promise.resolve(value);
}

function find<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T | undefined {
  return is(node) ? node : ts.forEachChild(node, (child) => find(child, is));
}
