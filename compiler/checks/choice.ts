import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { Branch, ChoiceNode, Graph } from "../graph/model.js";
import { listText } from "./place.js";

/** PG2010: a choice that cannot be made: its keys and its branches do not fit, or its branches do not fit each other. */
export function findUnusableChoices(graph: Graph): readonly Diagnostic[] {
  return graph.nodes.flatMap((node) =>
    node.kind === "choice"
      ? [...findTooFew(node), ...findOddKeys(node), ...findUnfitKeys(node), ...findUnfitProducts(node)]
      : [],
  );
}

/** What a branch may be called: its name is part of its node's id. */
const keyForm = /^[\p{ID_Continue}$.-]{1,100}$/u;

function findTooFew({ id, span, branches, complete }: ChoiceNode): readonly Diagnostic[] {
  if (!complete || branches.length > 1) return [];
  const few = branches.length === 0 ? "no branches" : "one branch, which is no choice";
  return [diagnostic("PG2010", span, `the choice of ${id} has ${few}`, { fix: "add a step for each key of by" })];
}

function findOddKeys({ branches }: ChoiceNode): readonly Diagnostic[] {
  return branches
    .filter(({ key }) => !keyForm.test(key))
    .map(({ key, keySpan }) =>
      diagnostic("PG2010", keySpan, `${JSON.stringify(key.slice(0, 60))} cannot name a branch`, {
        fix: "write letters, digits, dots and dashes",
      }),
    );
}

/** Keys without a branch, and branches that no key leads to. */
function findUnfitKeys(choice: ChoiceNode): readonly Diagnostic[] {
  const { id, by, keys, branches, complete, returns } = choice;
  if (!by || !complete || branches.length < 2) return [];
  if (!keys) {
    if (returns.text === "") return [];
    const fix = `write (…messages): ${branches.map(({ key }) => JSON.stringify(key)).join(" | ")} =>`;
    return [
      diagnostic(
        "PG2010",
        returns.span,
        `by of ${id} returns ${returns.text}, and not one of the keys of its branches`,
        { fix },
      ),
    ];
  }
  const lacking = keys.filter((key) => !branches.some((branch) => branch.key === key));
  const idle = branches.filter(({ key }) => !keys.includes(key) && keyForm.test(key));
  // A key that is misspelt on one side is one fault.
  const misspelt = new Map(lacking.flatMap((key) => pair(key, idle)));
  return [
    ...(lacking.length > 0 ? [lackingBranches(choice, lacking, misspelt)] : []),
    ...idle
      .filter((branch) => ![...misspelt.values()].includes(branch))
      .map(({ key, keySpan }) =>
        diagnostic("PG2010", keySpan, `by of ${id} never returns ${JSON.stringify(key)}, so this branch never runs`, {
          trace: [{ message: `by returns ${listText(keys.map((each) => JSON.stringify(each)))}`, span: returns.span }],
          fix: "return it somewhere, or take the branch out",
        }),
      ),
  ];
}

function lackingBranches(
  { id, branches, returns }: ChoiceNode,
  lacking: readonly string[],
  misspelt: ReadonlyMap<string, Branch>,
): Diagnostic {
  const [key = ""] = lacking;
  const several = lacking.length > 1;
  const near = [...misspelt].map(([wrong, branch]) => {
    const meant = JSON.stringify(branch.key);
    return several ? `${meant} for ${JSON.stringify(wrong)}` : meant;
  });
  const add = several ? "add a branch for each" : `add ${isName(key) ? key : JSON.stringify(key)}: a step`;
  return diagnostic(
    "PG2010",
    returns.span,
    `by of ${id} may return ${listText(lacking.map((each) => JSON.stringify(each)))}, and there is no such branch`,
    {
      trace: branches.map((each) => ({ message: `the branch ${each.key}`, span: each.keySpan })),
      fix: near.length > 0 ? `did you mean ${listText(near)}?` : `${add}, or never return it`,
    },
  );
}

function isName(key: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key);
}

function pair(key: string, idle: readonly Branch[]): readonly (readonly [string, Branch])[] {
  const near = nearestName(
    key,
    idle.map((branch) => branch.key),
  );
  const branch = idle.find((each) => each.key === near);
  return branch ? [[key, branch]] : [];
}

/** Branches that return another message, or not as many of it as the first. */
function findUnfitProducts({ id, message, branches }: ChoiceNode): readonly Diagnostic[] {
  const fitting = branches.filter(({ step: { product } }) => product?.message.name === message.name);
  const [first] = fitting;
  return branches.flatMap((branch) => {
    const { product, productSpan } = branch.step;
    if (!product) return [];
    const trace = [{ message: `${branch.step.declaration.name} returns`, span: productSpan }];
    if (product.message.name !== message.name) {
      return [
        diagnostic(
          "PG2010",
          branch.span,
          `the branch ${branch.key} returns ${product.message.name}, and not ${message.name}`,
          {
            trace,
            fix: `choose a step that returns ${message.exportName}`,
          },
        ),
      ];
    }
    const wanted = first?.step.product?.cardinality ?? "one";
    if (many(product.cardinality) === many(wanted)) return [];
    return [
      diagnostic(
        "PG2010",
        branch.span,
        `the branches of ${id} do not return the same: ${branch.key} returns ${words[many(product.cardinality)]}`,
        {
          trace: [
            ...trace,
            {
              message: `${first?.key ?? ""} returns ${words[many(wanted)]}`,
              span: first?.step.productSpan ?? branch.span,
            },
          ],
          fix: "let all of them return one message, or all of them a list",
        },
      ),
    ];
  });
}

const words = { one: "one message", list: "a list", stream: "a stream" } as const;

function many(cardinality: string): keyof typeof words {
  return cardinality === "list" || cardinality === "stream" ? cardinality : "one";
}
