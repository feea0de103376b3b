import { existsSync } from "node:fs";
import type { Rule } from "eslint";
import { type RuleName, rules } from "../rules.js";
import { findingsOf } from "./findings.js";
import { rewrite } from "./rewrite.js";

/** Makes the ESLint rule of a rule of determinism: what the shared core finds of it in the file, with its repair. */
export function makeRule(name: RuleName): Rule.RuleModule {
  return {
    meta: {
      type: "problem",
      docs: { description: `finds ${rules[name].finds}`, url: pageOf(name) },
      fixable: "code",
      hasSuggestions: true,
      schema: [],
      messages: { found: "{{message}}: {{fix}}", rewrite: "{{title}}" },
    },
    create: (context) => ({
      "Program:exit": () => {
        const { sourceCode } = context;
        const { tree, findings } = findingsOf(context);
        for (const finding of findings) {
          if (finding.rule !== name) continue;
          const [start, end] = [finding.node.getStart(tree.file), finding.node.getEnd()];
          const mended = rewrite(tree, finding);
          const fix = mended && ((fixer: Rule.RuleFixer) => fixer.replaceTextRange([...mended.range], mended.text));
          context.report({
            loc: { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) },
            messageId: "found",
            data: { message: finding.message, fix: finding.fix },
            ...(fix && mended.safe && { fix }),
            ...(fix && !mended.safe && { suggest: [{ messageId: "rewrite", data: { title: mended.title }, fix }] }),
          });
        }
      },
    }),
  };
}

/** The ESLint rule of suppressions: those that cannot be used, and those that nothing needs. */
export const suppressionRule: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: {
      description: "finds suppressions without a rule or a reason, and those that nothing needs",
      url: pageOf("suppression"),
    },
    schema: [],
    messages: { fault: "{{message}}" },
  },
  create: (context) => ({
    "Program:exit": () => {
      const { sourceCode } = context;
      for (const { start, end, message } of findingsOf(context).suppressionFaults) {
        const loc = { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) };
        context.report({ loc, messageId: "fault", data: { message } });
      }
    },
  }),
};

/** The rule's page in this package, which editors open. */
function pageOf(name: RuleName | "suppression"): string {
  const fromSource = new URL(`../../checks/${name}.md`, import.meta.url);
  return (existsSync(fromSource) ? fromSource : new URL(`../../../../compiler/checks/${name}.md`, import.meta.url))
    .href;
}
