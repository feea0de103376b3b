import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Flow, FlowHandoff, FlowMessage } from "../graph/flow-model.js";
import { readParameter, readProduct, type Reading } from "../graph/table.js";
import type { FunctionDeclaration, TypeForm } from "../source/declarations.js";

/** PG3027: the function of `map` takes another message than is published, or makes another than is consumed. */
export function findUnfitMaps(flow: Flow): readonly Diagnostic[] {
  return flow.handoffs.flatMap((handoff) => {
    const { map, published, consumed } = handoff;
    if (!map || !published || !consumed) return [];
    if (map.fault !== undefined) {
      return [diagnostic("PG3027", map.span, `map cannot be called: ${map.fault}`, { fix: formOf(handoff) })];
    }
    return [...unfitParameters(handoff, map, published), ...unfitResult(handoff, map, consumed)];
  });
}

function unfitParameters(
  handoff: FlowHandoff,
  { parameters, span }: FunctionDeclaration,
  published: FlowMessage,
): readonly Diagnostic[] {
  const [first, second] = parameters;
  const fix = formOf(handoff);
  if (second) return [diagnostic("PG3027", second.span, "map takes the published message, and no more", { fix })];
  if (!first) return [];
  const reading = readParameter(first);
  if (isOne(reading, published.name)) return [];
  const place = first.typeSpan;
  return [
    diagnostic("PG3027", place, `map takes ${textOf(reading, first.form)}, and ${published.name} is handed`, {
      trace: [
        { message: "published here", span: published.span },
        { message: "mapped by", span },
      ],
      fix,
    }),
  ];
}

function unfitResult(
  handoff: FlowHandoff,
  { returns, returnsSpan }: FunctionDeclaration,
  consumed: FlowMessage,
): readonly Diagnostic[] {
  const reading = readProduct(returns);
  const later = returns.kind === "promise";
  if (!later && isOne(reading, consumed.name)) return [];
  const made = later
    ? "a promise, and must answer at once"
    : `${textOf(reading, returns)}, and ${consumed.name} is taken`;
  return [
    diagnostic("PG3027", returnsSpan, `map returns ${made}`, {
      trace: [{ message: `taken by ${handoff.to.name}`, span: consumed.span }],
      fix: formOf(handoff),
    }),
  ];
}

/** Whether it is the message, once; what could not be read has its diagnostic. */
function isOne(reading: Reading, name: string): boolean {
  if (reading === "broken") return true;
  return !("fault" in reading) && reading.cardinality === "one" && reading.message.name === name;
}

function textOf(reading: Reading, form: TypeForm): string {
  if (reading !== "broken" && !("fault" in reading)) {
    const { cardinality, message } = reading;
    return cardinality === "one" ? message.name : `${message.name} as ${cardinality}`;
  }
  return form.kind === "other" ? form.text : "no message";
}

function formOf({ published, consumed }: FlowHandoff): string {
  const [from, to] = [published?.exportName ?? "Published", consumed?.exportName ?? "Consumed"];
  return `write (${from.charAt(0).toLowerCase()}${from.slice(1)}: ${from}): ${to} => …`;
}
