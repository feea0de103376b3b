import { create, type DescMessage, isMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { StepError } from "../errors.js";

/** An exception that is a business outcome. */
export interface DeclaredException {
  /** The name of its class, or the one that its errors have as their `name`. */
  readonly error: string;
  /** The message that it becomes. */
  readonly schema: DescMessage;
}

/** A declared exception that was thrown, as the message that it became. */
export interface UnhappyOutcome {
  /** The name of its class, as declared. */
  readonly error: string;
  readonly message: Message;
}

/**
 * What a graph's failure means in the business, where it means anything there: it was thrown by a step, is of a declared
 * class or one that extends it, or has its name, and has become a message.
 *
 * @param declared those nearest to the graph first.
 */
export function unhappyOutcome(failure: unknown, declared: readonly DeclaredException[]): UnhappyOutcome | undefined {
  if (declared.length === 0 || !(failure instanceof StepError) || failure.code !== "STEP_FAILED") return undefined;
  const { cause } = failure;
  if (typeof cause !== "object" || cause === null) return undefined;
  try {
    const names = classNames(cause);
    for (const { error, schema } of declared) {
      const message = names.has(error) ? messageOf(cause, schema) : undefined;
      if (message !== undefined) return { error, message };
    }
  } catch {
    // An error that cannot be looked at is none that was declared.
  }
  return undefined;
}

/** The names of an error's classes, and its own. */
function classNames(error: object): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at: unknown = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    names.add((at as { readonly constructor: { readonly name: string } }).constructor.name);
  }
  // A minifier renames classes, and not what they say they are called.
  const { name } = error as { readonly name?: unknown };
  if (typeof name === "string") names.add(name);
  return names;
}

/** The error's `outcome`, or a message of its own properties; none where they are not what the fields are of. */
function messageOf(error: object, schema: DescMessage): Message | undefined {
  const { outcome } = error as { readonly outcome?: unknown };
  if (isMessage(outcome)) return outcome.$typeName === schema.typeName ? outcome : undefined;
  const own = schema.fields.map(({ localName }) => localName).filter((name) => Object.hasOwn(error, name));
  const properties = error as Readonly<Record<string, unknown>>;
  const made = create(schema, Object.fromEntries(own.map((name) => [name, properties[name]])));
  const checked = reflect(schema, made, true);
  // To set a field checks what it is set to; to write it checks what is in lists and maps.
  for (const field of checked.fields) if (checked.isSet(field)) checked.set(field, checked.get(field));
  toBinary(schema, made);
  return made;
}
