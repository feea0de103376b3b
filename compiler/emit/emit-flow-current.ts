import type { Flow } from "../graph/flow-model.js";
import { lowerFirst } from "../source/lower-first.js";
import { docComment } from "./comment.js";
import { classNameOf, declarationName, type FlowEmission } from "./emission.js";
import { callText, union } from "./type-text.js";
import type { EmittedNames } from "./emitted-names.js";

/** What the module asserts of what it was generated from: the flow, and those in it. Its graphs have modules of their own. */
export function flowCurrentText({ flow, names, className }: FlowEmission): string {
  const current = names.own("Current", true);
  return [
    docComment([
      "`tsc` stops here once a declaration differs from what this file was generated for: run `protograph generate`.",
    ]),
    `export type ${className}IsCurrent = [`,
    ...withInner(flow).map((each) => `  ${current}<${flowClaim(names, each)}>,`),
    "];",
  ].join("\n");
}

/** A flow and those in it, each once. */
function withInner(flow: Flow): readonly Flow[] {
  const found = new Set([flow]);
  for (const each of found) {
    for (const member of each.members) if (member.kind === "flow") found.add(member.flow);
  }
  return [...found];
}

function flowClaim(names: EmittedNames, flow: Flow): string {
  const ports = (list: "inputs" | "outputs") =>
    flow.listSpans.has(list)
      ? union(
          flow[list]
            .map(({ message, optional }) => JSON.stringify(`${optional ? "optional " : ""}${message.name}`))
            .sort(),
        )
      : "undefined";
  return callText(names.own("FlowIs", true), [
    `typeof ${flowName(names, flow)}`,
    ports("inputs"),
    ports("outputs"),
    union(
      flow.members.map(
        (member) =>
          `typeof ${member.kind === "graph" ? declarationName(names, member.graph) : flowName(names, member.flow)}`,
      ),
    ),
    union([...new Set(linksOf(flow))].sort()),
    union(flow.exceptions.map(({ error, message }) => JSON.stringify(`${error} ${message.name}`)).sort()),
    JSON.stringify(flow.name),
  ]);
}

/** What is handed and seen, as `FlowIs` writes it. */
function linksOf({ handoffs, observers, taps }: Flow): readonly string[] {
  const texts = [
    ...handoffs.map(({ from, output, to, consumed, branch }) => {
      const way = branch ? `.${branch.route.oneof.name}=${branch.case}` : "";
      return `${from.name}/${output.name}${way} -> ${to.name}/${consumed?.name ?? ""}`;
    }),
    ...observers.map(({ from, output }) => `${from.name}/${output.name}`),
    ...taps.map(({ from }) => `${from.name} tap`),
  ];
  return texts.map((text) => JSON.stringify(text));
}

function flowName(names: EmittedNames, flow: Flow): string {
  const { exported } = flow;
  return exported ? names.file(exported.file, exported.name, `${lowerFirst(classNameOf(flow))}Flow`, false) : "";
}
