import { type AwaitedOptionsData, awaitedOptions } from "../../proto/contract/options.js";
import { diagnostic } from "../diagnostics/diagnostic.js";
import type { MessageRef, PortDeclaration } from "./declarations.js";
import type { Names } from "./names.js";
import { optionFaults } from "./option-faults.js";
import type { TypeReader } from "./read-type.js";
import { isBrokenValue, toData, unreadablePart, type Value } from "./value.js";

type Call = Extract<Value, { readonly kind: "call" }>;

/** Reads what stands in `inputs` and `outputs`: schemas, alone or in `awaited(…)` and `optional(…)`. */
export class PortReader {
  constructor(
    private readonly names: Names,
    private readonly types: TypeReader,
  ) {}

  read(item: Value, list: "inputs" | "outputs"): PortDeclaration | undefined {
    if (item.kind === "broken") return undefined;
    if (item.kind === "call" && (item.callee === "optional" || item.callee === "awaited")) {
      return this.readCall(item, list);
    }
    const message = this.message(item, list);
    return message && { message, span: item.span, optional: false, awaited: undefined };
  }

  /** The message of a schema; what is none is reported, as something that `where` takes none of. */
  message(item: Value, where: string): MessageRef | undefined {
    if (item.kind === "broken") return undefined;
    const message = item.kind === "constant" ? this.types.messageOfSchema(item.definition) : undefined;
    if (!message) this.reportNoMessage(item, where);
    return message;
  }

  private readCall(item: Call, list: "inputs" | "outputs"): PortDeclaration | undefined {
    const { callee, args, span } = item;
    const [schema, options, ...extra] = args;
    if (!schema) {
      this.names.report(
        diagnostic("PG1010", span, `${callee} takes the schema of a message`, { fix: `write ${callee}(MovieSchema)` }),
      );
      return undefined;
    }
    const message = this.message(schema, callee);
    if (!message) return undefined;
    const right = list === "outputs" ? "optional" : "awaited";
    if (callee !== right) {
      const why = callee === "optional" ? "an input is always given" : "only inputs arrive while a run is in flight";
      this.names.report(
        diagnostic("PG1010", span, `${callee}(…) cannot stand in ${list}: ${why}`, {
          fix: `write ${message.exportName}Schema`,
        }),
      );
      return { message, span, optional: false, awaited: undefined };
    }
    const surplus = callee === "optional" ? options : extra[0];
    if (surplus) {
      const takes = callee === "optional" ? "a schema" : "a schema and its options";
      this.names.report(diagnostic("PG1007", surplus.span, `${callee} takes ${takes}, and no more`));
    }
    return {
      message,
      span,
      optional: callee === "optional",
      awaited: callee === "awaited" ? this.readAwaited(options, message) : undefined,
    };
  }

  private readAwaited(value: Value | undefined, { exportName }: MessageRef): AwaitedOptionsData {
    if (!value) return {};
    const fault = unreadablePart(value, `an option of ${exportName}`, exportName);
    if (fault) this.names.report(fault);
    if (fault || isBrokenValue(value)) return {};
    const parsed = awaitedOptions.safeParse(toData(value).data);
    if (parsed.success) return parsed.data;
    for (const each of optionFaults("PG1007", value, parsed.error, ["within"], exportName)) this.names.report(each);
    return {};
  }

  private reportNoMessage(item: Value, where: string): void {
    const text = this.names.text(item.span);
    const message = item.kind === "type" ? this.types.messageOfAlias(item.definition) : undefined;
    const takes = where === "inputs" || where === "outputs" ? "takes the schemas" : "takes a schema";
    this.names.report(
      (item.kind === "type" ? undefined : unreadablePart(item, text)) ??
        diagnostic("PG1003", item.span, `${text} is no message: ${where} ${takes} that protobuf-es generates`, {
          fix: message ? `write ${text}Schema` : "list the schema constant of a message, like MovieSchema",
        }),
    );
  }
}
