import type { Cardinality } from "../graph/model.js";

/**
 * The type of what an output is asked for, by how many levels of lists it has.
 *
 * @example
 * outputType("Scene", 2, false); // "readonly (readonly Scene[])[]"
 */
export function outputType(message: string, levels: number, optional: boolean): string {
  let type = message;
  for (let level = 0; level < levels; level++) type = `readonly ${type.includes(" ") ? `(${type})` : type}[]`;
  return optional ? `${type} | undefined` : type;
}

/** The type of a parameter or product by the table of the language; `lazy` is what `Lazy` is called there. */
export function shapeType(message: string, cardinality: Cardinality, lazy: () => string): string {
  switch (cardinality) {
    case "one":
      return message;
    case "optional":
      return `${message} | undefined`;
    case "list":
      return `readonly ${message}[]`;
    case "stream":
      return `AsyncIterable<${message}>`;
    case "lazy":
      return `${lazy()}<${message}>`;
  }
}

/** `A | B` on one line, or with a member a line where that is too long. */
export function union(types: readonly string[]): string {
  const line = types.length === 0 ? "never" : types.join(" | ");
  return line.length <= 110 && !line.includes("\n") ? line : types.map((type) => `\n    | ${type}`).join("");
}

/** `Name<…>` on one line, or with an argument a line where that is too long. */
export function callText(name: string, args: readonly string[]): string {
  const line = `${name}<${args.join(", ")}>`;
  if (line.length <= 105 && !line.includes("\n")) return line;
  const lines = args.map(
    (arg, index) => `${arg.startsWith("\n") ? arg.slice(1) : `    ${arg}`}${index < args.length - 1 ? "," : ""}`,
  );
  return [`${name}<`, ...lines, "  >"].join("\n");
}
