import { inheritedNames, nameFault } from "../../proto/contract/names.js";
import { listText } from "../checks/place.js";
import { compareText } from "../diagnostics/diagnostic.js";
import { neededFor } from "../graph/flat.js";
import { framesOf } from "../graph/frames.js";
import type { Port } from "../graph/model.js";
import { Outlook } from "../graph/outlook.js";
import { stepNotes } from "../pictures/step-notes.js";
import type { MessageRef } from "../source/declarations.js";
import { lowerFirst } from "../source/lower-first.js";
import { docComment, firstSentence } from "./comment.js";
import { type Emission, messageName } from "./emission.js";
import { outputType } from "./type-text.js";

/** The method of an output: it asks for exactly the inputs that the output needs. */
export function methodText(emission: Emission, output: Port): string {
  const { graph, flat, plan, names, methods } = emission;
  const { message } = output;
  const needed = neededFor(flat, [message.name]);
  const inputs = graph.inputs.filter((port) => needed.inputs.has(port));
  const given = inputs.filter((port) => !port.awaited);
  const awaited = inputs.filter((port) => port.awaited);
  const parameters = parameterNames(given);
  const method = methods.get(message.name) ?? "";
  // Values stand in the plan's order, parameters in the order of declaration.
  const values = plan.inputs.flatMap((input) => parameters.get(input.message) ?? []);
  const signature = [
    ...given.map((port) => `${parameters.get(port.message.name) ?? ""}: ${messageName(names, port.message)}`),
    `options?: ${names.own("RunOptions", true)}`,
  ];
  const levels = framesOf(graph).dims.get(message.name)?.length ?? 0;
  const types = [
    outputType(messageName(names, message), levels, output.optional),
    ...(awaited.length > 0 ? [awaited.map((port) => messageName(names, port.message)).join(" | ")] : []),
  ];
  const returns = `${names.own("Run", true)}<${types.join(", ")}>`;
  const head = `  ${method}(${signature.join(", ")}): ${returns} {`;
  return [
    docComment(docOf(emission, output, awaited), "  "),
    head.length <= 120
      ? head
      : [`  ${method}(`, ...signature.map((each) => `    ${each},`), `  ): ${returns} {`].join("\n"),
    `    return this.start(outputs.${method}, [${values.join(", ")}], options);`,
    `  }`,
  ].join("\n");
}

/** What runs for an output, what each step does, when and how often; what the run waits for, and may end without. */
function docOf({ flat, steps }: Emission, { message, optional }: Port, awaited: readonly Port[]): readonly string[] {
  const { nodes } = neededFor(flat, [message.name]);
  const outlook = new Outlook(flat, [message.name]);
  const runs = steps.filter((node) => nodes.has(node));
  const list = runs.flatMap((node) => {
    const sentences = [firstSentence(node.use.step.declaration.doc), ...stepNotes(node, outlook)].filter(Boolean);
    return sentences.length === 0 ? [] : [`- ${node.id}: ${sentences.join(" ")}`];
  });
  const waits = listText(awaited.map((port) => port.message.exportName));
  return [
    `Runs ${listText(runs.map((node) => node.id))}.`,
    ...(list.length > 0 ? ["", ...list] : []),
    ...(waits === "" ? [] : ["", `The run waits for ${waits}: hand it in with \`run.deliver\`.`]),
    ...(optional
      ? ["", `@returns a run that may end without ${message.exportName}: it gives \`undefined\` then.`]
      : []),
  ];
}

/** Each output's method: the message's short name, or its full one where two are alike. */
export function methodNames(outputs: readonly Port[]): ReadonlyMap<string, string> {
  const short = parameterNames(outputs);
  return new Map([...short].map(([message, name]) => [message, inheritedNames.has(name) ? `${name}$` : name]));
}

/** A name in lower camel case for each message, by full name: the short one, or the full one where two are alike. */
export function parameterNames(ports: readonly { readonly message: MessageRef }[]): ReadonlyMap<string, string> {
  const shorts = ports.map(({ message }) => lowerFirst(message.exportName));
  return new Map(
    ports.map(({ message }, index) => {
      const short = shorts[index] ?? "";
      const alone = shorts.filter((each) => each === short).length === 1 && !["options", "outputs"].includes(short);
      return [message.name, alone ? safe(short) : camelCase(message.name)];
    }),
  );
}

/** `movies.v1.Movie` is `moviesV1Movie`. */
function camelCase(fullName: string): string {
  return lowerFirst(fullName.replace(/[._]+([A-Za-z0-9])/g, (_, next: string) => next.toUpperCase()));
}

/** A message may be called like a word of the language: `Delete`, `New`. */
function safe(name: string): string {
  return nameFault(name) === undefined ? name : `${name}$`;
}

/** Ports by the full name of their message. */
export function sortPorts<P extends { readonly message: MessageRef }>(ports: readonly P[]): readonly P[] {
  return ports.toSorted((a, b) => compareText(a.message.name, b.message.name));
}
