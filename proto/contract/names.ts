const identifier = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Words that JavaScript, or an object's own machinery, keeps for itself in the places where a name is emitted. */
const reserved = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static " +
    "super switch this throw true try typeof var void while with yield arguments eval constructor prototype " +
    "undefined NaN Infinity"
  ).split(" "),
);

/**
 * Says what is wrong with a name that will stand in emitted code and file names.
 *
 * Names are dotted identifiers, like protobuf's: `movies.v1.MovieTagging`. One rule for the compiler and the runtime,
 * so that what `graph()` takes is what `generate` can write.
 *
 * @returns a clause to follow "because", or `undefined` where the name is fine.
 */
export function nameFault(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name.length > 200) return "it is longer than 200 characters";
  for (const part of name.split(".")) {
    if (part === "") return "a part between two dots is empty";
    if (!identifier.test(part)) {
      return `${JSON.stringify(part)} is no identifier: letters, digits and _ only, starting with a letter`;
    }
    if (reserved.has(part)) return `${JSON.stringify(part)} is a reserved word`;
  }
  return undefined;
}

/** What the generated class inherits; a method for an output of one of these names gets a `$` behind it. */
export const inheritedNames: ReadonlySet<string> = new Set([
  "constructor",
  "plan",
  "describe",
  "capabilities",
  "lossWindow",
  "policies",
  "start",
  "starter",
  "schemaOf",
  "tap",
  "recover",
  "find",
  "retry",
  "toString",
  "valueOf",
  "then",
]);
