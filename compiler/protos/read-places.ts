import type { Span } from "../diagnostics/diagnostic.js";

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Something with braces: what is declared in a message belongs to it, what is in a oneof to the message around. */
interface Block {
  /** The full name of the message whose fields stand here; absent where fields of none do. */
  readonly message: string | undefined;
  /** The name that what is declared here begins with. */
  readonly scope: string;
}

/**
 * The places of a `.proto` file's messages, by full name, and of their fields, by full name and number (`a.B 3`). It is
 * made for files that compile; of others it finds what it can.
 *
 * @param shown the path to name in spans.
 */
export function readPlaces(proto: string, shown: string): ReadonlyMap<string, Span> {
  const places = new Map<string, Span>();
  const spanAt = spans(proto, shown);
  const blocks: Block[] = [{ message: undefined, scope: "" }];
  let statement: Token[] = [];
  let options = 0;
  const field = (block: Block, end: Token) => {
    const number = block.message === undefined ? undefined : fieldNumber(statement);
    const [first] = statement;
    if (number !== undefined && first) places.set(`${block.message ?? ""} ${number}`, spanAt(first.start, end.end));
  };

  for (const token of tokensOf(proto)) {
    const block = blocks.at(-1);
    if (!block) break;
    // What stands in the brackets of a field's options declares nothing, whatever braces are in it.
    if (token.text === "[") options++;
    else if (token.text === "]") options--;
    else if (options > 0) continue;
    else if (token.text === "{") {
      const group = statement.findIndex(({ text }) => text === "group");
      const name = group > 0 ? statement[group + 1] : statement[1];
      const opened = openBlock(block, group > 0 ? "message" : statement[0]?.text, name?.text ?? "");
      if (group > 0) field(block, token);
      if (opened.message !== undefined && opened.message !== block.message && name) {
        places.set(opened.message, spanAt(name.start, name.end));
      }
      blocks.push(opened);
      statement = [];
    } else if (token.text === "}") {
      blocks.pop();
      statement = [];
    } else if (token.text === ";") {
      if (statement[0]?.text === "package") blocks[0] = { message: undefined, scope: textOf(statement.slice(1)) };
      else field(block, token);
      statement = [];
    } else statement.push(token);
  }
  return places;
}

function openBlock({ message, scope }: Block, keyword: string | undefined, name: string): Block {
  if (keyword === "oneof") return { message, scope };
  if (keyword !== "message") return { message: undefined, scope };
  const full = scope === "" ? name : `${scope}.${name}`;
  return { message: full, scope: full };
}

/** The number of the field that a statement declares, if it does: what stands after the only `=`. */
function fieldNumber(statement: readonly Token[]): number | undefined {
  const [first, ...rest] = statement.map(({ text }) => text);
  if (first === undefined || ["option", "reserved", "extensions", "extend", "enum"].includes(first)) return undefined;
  const number = Number(rest[rest.indexOf("=") + 1]);
  return rest.includes("=") && Number.isInteger(number) ? number : undefined;
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join("");
}

/** Names (with their dots), numbers, texts and marks, without comments. */
function tokensOf(proto: string): readonly Token[] {
  const pattern = /\/\/.*|\/\*[^]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|[\w.]+|[^\s\w]/g;
  return [...proto.matchAll(pattern)]
    .filter(([text]) => !text.startsWith("//") && !text.startsWith("/*"))
    .map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }));
}

function spans(text: string, file: string): (start: number, end: number) => Span {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const place = (offset: number) => {
    let [low, high] = [0, starts.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return (start, end) => {
    const [from, to] = [place(start), place(end)];
    return { file, ...from, endLine: to.line, endColumn: to.column };
  };
}
