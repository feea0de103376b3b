import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { keyPaths } from "../../proto/contract/flow-options.js";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { Flow } from "../graph/flow-model.js";
import { listText } from "./place.js";

/** PG3026: a key names no field of the published message, one that tells nothing, or one twice. */
export function findUnfitKeys(flow: Flow): readonly Diagnostic[] {
  return flow.handoffs.flatMap(({ output, options, keySpans, faulty, span }) => {
    const { desc } = output;
    if (!desc || faulty) return [];
    const paths = keyPaths(options.key);
    return paths.flatMap((path, at) => {
      const place = keySpans[at] ?? span;
      if (paths.indexOf(path) < at)
        return [diagnostic("PG3026", place, `the key names ${path} twice`, { fix: "take one out" })];
      const found = keyFields(desc, path);
      return "fault" in found ? [diagnostic("PG3026", place, found.fault, { fix: found.fix })] : [];
    });
  });
}

/** The fields on the way to a field of a key, or why it is none. */
export function keyFields(
  message: DescMessage,
  path: string,
): { readonly fields: readonly DescField[] } | { readonly fault: string; readonly fix: string } {
  const fields: DescField[] = [];
  let at: DescMessage | undefined = message;
  for (const name of path.split(".")) {
    if (!at) return { fault: `${fields.at(-1)?.localName ?? ""} of the key ${path} has no fields`, fix: "end there" };
    const names: readonly string[] = at.fields.map((each) => each.localName);
    const field: DescField | undefined = at.fields.find((each) => each.localName === name);
    if (!field) {
      const near = nearestName(name, names);
      const fix = near === undefined ? `the fields are ${listText(names)}` : `did you mean ${near}?`;
      return { fault: `${at.typeName} has no field ${name}`, fix };
    }
    if (field.oneof)
      return { fault: `${name} of ${at.typeName} is a case of a oneof: it may not be there`, fix: otherField };
    if (field.fieldKind === "list" || field.fieldKind === "map") {
      return {
        fault: `${name} of ${at.typeName} is a ${field.fieldKind}: a key is made of single values`,
        fix: otherField,
      };
    }
    fields.push(field);
    at = field.message;
  }
  const last = fields.at(-1);
  if (at)
    return { fault: `${path} is a message, and a key is made of single values`, fix: `name a field in it: ${path}.…` };
  if (last?.scalar === ScalarType.DOUBLE || last?.scalar === ScalarType.FLOAT) {
    return { fault: `${path} is a floating-point number: equal ones may differ in the last place`, fix: otherField };
  }
  return { fields };
}

const otherField = "name a field that every message has: text, a whole number, bytes, an enum";
