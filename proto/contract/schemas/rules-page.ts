import type { Weight } from "./rule.js";
import { extensionRule, rules } from "./rules.js";

const headings: Readonly<Record<Weight, string>> = {
  incompatible: "Incompatible: a `map` function is needed",
  loss: "Compatible, but the consumer does not see all of it",
  alike: "Compatible, and nothing is lost",
};

/** The table of rules as a page for people, in Markdown. */
export function rulesPage(): string {
  const sections = (["incompatible", "loss", "alike"] as const).map((weight) => {
    const rows = [...rules, extensionRule].filter((rule) => rule.weight === weight);
    return `## ${headings[weight]}\n\n${rows.map((rule) => `- **${rule.title}** (\`${rule.id}\`). ${rule.because}\n`).join("")}`;
  });
  return `<!-- @generated from proto/contract/schemas/rules.ts; run npm run generate:rules -->

# Which messages can be handed on as which

A handoff gives the message of one graph's output to another graph, which reads it as a message of its own. Whether that
is sound is decided from the two messages' descriptors, field by field, over the bytes that protobuf writes:

- **identical**: no rule finds a difference, whatever the messages are called; field by field they are twins.
- **compatible**: every value that the producer can write decodes without error, and every field that the consumer declares
  gets exactly that value, or its default where the producer has no such field.
- **incompatible**: anything else; each reason is reported, with both fields.

Fields meet by number, also in messages inside messages, and in messages that contain themselves. What makes no difference:
the order of declaration, comments, JSON names, deprecation, reserved numbers, and the names of messages, enums and files.

${sections.join("\n")}`;
}
