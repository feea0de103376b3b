import { check } from "./compile.js";
import { temporaryProject } from "./temporary-project.test-support.js";
import type { Flow } from "./graph/flow-model.js";

/** What a test's flows are made of. */
interface Parts {
  /** `"Review(ReadyOrder) Decision"` is a graph that takes a ReadyOrder and gives a Decision; `Decision?` may be absent. */
  readonly graphs: readonly string[];
  /** By name, what stands in `graphs`, in `handoffs`, and what else is declared; a flow may name those before it. */
  readonly flows: Readonly<Record<string, readonly [graphs: string, handoffs: string, more?: string]>>;
}

const handing =
  /^(?:Approved|Decision|Delivered|DeliveryRequest|ReadyOrder|Refunded|Rejected|Restocked|StockShortage)$/;

const className = "OutOfStock";

/** Makes flows of `orders.v1`, as the compiler puts them together, whatever its checks say of them. */
export function flowsOf({ graphs, flows }: Parts): Readonly<Record<string, Flow>> {
  const declared = graphs.map(graphText).join("\n");
  const joined = Object.entries(flows)
    .map(([name, [members, handoffs, more = ""]]) => {
      const parts = `graphs: [${members}], handoffs: [${handoffs}], ${more}`;
      return `export const ${lowerFirst(name)} = flow({ name: "orders.v1.${name}", ${parts} });`;
    })
    .join("\n");
  const named = new Set([...`${declared}${joined}`.matchAll(/\b(\w+)Schema\b/g)].map(([, name = ""]) => name));
  const from = (file: string, isIn: (name: string) => boolean) => {
    const names = [...named].filter(isIn).flatMap((name) => [`type ${name}`, `${name}Schema`]);
    return `import { ${names.join(", ")} } from "./generated/orders/v1/${file}_pb.js";`;
  };
  const config = temporaryProject({
    "shop.flow.ts": [
      'import { branch, flow, graph, handoff, observe, optional, route, type StepContext, tap } from "protograph";',
      from("handing", (name) => handing.test(name)),
      from("orders", (name) => !handing.test(name)),
      `export class ${className} extends Error {}`,
      declared,
      joined,
    ].join("\n"),
  });
  const made = check(config, new Map(), { determinism: false }).flows;
  return Object.fromEntries(made.map((flow) => [flow.name.slice("orders.v1.".length), flow]));
}

function graphText(text: string): string {
  const [, name = "", taken = "", given = ""] = /^(\w+)\((.*)\) (.+)$/.exec(text) ?? [];
  const inputs = taken.split(", ");
  const outputs = given.split(", ");
  const parameters = inputs.map((input, at) => `_${at}: ${input}`).join(", ");
  const steps = outputs.map((output, at) => {
    const type = output.endsWith("?") ? `${output.slice(0, -1)} | undefined` : output;
    return `export function make${name}${at}(_ctx: StepContext, ${parameters}): ${type} { throw new ${className}(); }`;
  });
  const schemas = outputs.map((output) =>
    output.endsWith("?") ? `optional(${output.slice(0, -1)}Schema)` : `${output}Schema`,
  );
  const lists = [
    `inputs: [${inputs.map((input) => `${input}Schema`).join(", ")}]`,
    `outputs: [${schemas.join(", ")}]`,
    `steps: [${outputs.map((_, at) => `make${name}${at}`).join(", ")}]`,
  ];
  return [
    ...steps,
    `export const ${lowerFirst(name)} = graph({ name: "orders.v1.${name}", ${lists.join(", ")} });`,
  ].join("\n");
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
