import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const messagesPerFile = 50;
const fields = ["string name", "int64 size", "repeated string labels", "double score", "bool done"];

/** How a synthetic project differs from the plain one. */
export interface Synthetic {
  /** Whether every tenth step runs on a condition, and every twentieth is chosen from two. */
  readonly mixed?: boolean;
  /** How many fields each message has beyond its five. */
  readonly moreFields?: number;
}

/**
 * Writes a project of `count` step classes in a file each, with as many generated messages: what `check` and `tsc` read
 * in the bench. Step n takes the messages of two earlier steps, so the graph is neither a chain nor a fan.
 *
 * @param root the folder to write it to; emptied first. It must lie where `protograph` and protobuf-es resolve.
 */
export function writeSyntheticProject(
  root: string,
  count: number,
  { mixed = false, moreFields = 0 }: Synthetic = {},
): void {
  const all = [...fields, ...Array.from({ length: moreFields }, (_, index) => `string more${index}`)];
  rmSync(root, { recursive: true, force: true });
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const proto = (file: number) => `bench/v1/part${file}`;
  const fileOf = (message: number) => Math.floor(message / messagesPerFile);
  for (let file = 0; file <= fileOf(count); file++) {
    const messages = Array.from({ length: messagesPerFile }, (_, index) => file * messagesPerFile + index)
      .filter((message) => message <= count)
      .map((message) => `message M${message} {\n${all.map((field, at) => `  ${field} = ${at + 1};`).join("\n")}\n}`);
    write(`proto/${proto(file)}.proto`, `syntax = "proto3";\npackage bench.v1;\n\n${messages.join("\n\n")}\n`);
  }
  const module = (message: number) => `generated/${proto(fileOf(message))}_pb.js`;
  const imports = (from: string, messages: readonly number[], suffix = "") =>
    messages
      .map(
        (message) =>
          `import { ${suffix === "" ? "type " : ""}M${message}${suffix} } from "${from}${module(message)}";\n`,
      )
      .join("");

  for (let step = 1; step <= count; step++) {
    const taken = [...new Set([step - 1, Math.floor(step / 2)])];
    const names = taken.map((message, index) => `${"ab"[index] ?? "c"}: M${message}`);
    write(
      `steps/step${step}.ts`,
      `import { create } from "@bufbuild/protobuf";\nimport type { StepContext } from "protograph";\n` +
        imports("../", [...new Set([...taken, step])]) +
        imports("../", [step], "Schema") +
        `\n/** Makes M${step}. */\nexport class Step${step} {\n` +
        `  async compute(ctx: StepContext, ${names.join(", ")}): Promise<M${step}> {\n` +
        `    return create(M${step}Schema, { name: a.name, size: BigInt(ctx.attempt) });\n  }\n}\n`,
    );
  }
  const entry = (step: number) => {
    if (mixed && step % 20 === 10) return `use(Step${step}, { timeout: "2s", when: (m: M${step - 1}) => m.done })`;
    if (!mixed || step % 20 !== 0) return `Step${step}`;
    const by = `({ done }: M${step - 1}) => (done ? "fast" : "deep")`;
    return `choose(M${step}Schema, { by: ${by}, fast: Step${step}, deep: use(Step${step}, { timeout: "2s" }) })`;
  };
  const special = mixed ? Array.from({ length: count }, (_, index) => index + 1).filter((step) => step % 10 === 0) : [];
  const asked = special.map((step) => step - 1);
  const chosen = special.filter((step) => step % 20 === 0 && step !== count);
  write(
    "bench.graph.ts",
    `import { ${mixed ? "choose, graph, optional, use" : "graph"} } from "protograph";\n` +
      imports("./", asked) +
      imports("./", [0, ...chosen, count], "Schema") +
      Array.from(
        { length: count },
        (_, index) => `import { Step${index + 1} } from "./steps/step${index + 1}.js";\n`,
      ).join("") +
      `\nexport const bench = graph({\n  name: "bench.v1.Bench",\n  inputs: [M0Schema],\n  outputs: [${mixed ? `optional(M${count}Schema)` : `M${count}Schema`}],\n  steps: [\n` +
      Array.from({ length: count }, (_, index) => `    ${entry(index + 1)},\n`).join("") +
      `  ],\n});\n`,
  );
  write("protograph.json", `${JSON.stringify({ include: ["bench.graph.ts", "steps/*.ts"] }, null, 2)}\n`);
  write(
    "tsconfig.json",
    `${JSON.stringify({
      compilerOptions: {
        target: "es2023",
        module: "nodenext",
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: [],
      },
      include: ["bench.graph.ts", "steps", "generated"],
    })}\n`,
  );
  const template = {
    version: "v2",
    plugins: [{ local: "protoc-gen-es", out: `${root}/generated`, opt: ["target=ts", "import_extension=js"] }],
  };
  execFileSync("npx", ["buf", "generate", `${root}/proto`, "--template", JSON.stringify(template)], { stdio: "pipe" });
}
