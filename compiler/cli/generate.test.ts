import { existsSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { orders, TestProject } from "./test-project.test-support.js";

// Each test starts processes of its own, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const projects: TestProject[] = [];

afterEach(() => projects.splice(0).forEach((project) => project.remove()));

function projectOf(files: Readonly<Record<string, string>> = orders): TestProject {
  const project = new TestProject(files);
  projects.push(project);
  return project;
}

const all = [
  "generated/lint.config.js",
  "generated/orders/v1/orders_pb.ts",
  "generated/orders/v1/place-order.graph.ts",
  "generated/orders/v1/place-order.md",
  "generated/orders/v1/place-order.plan.json",
];

describe("protograph generate", () => {
  it("writes messages and graphs, then nothing, and knows when something would change", async () => {
    const project = projectOf();
    expect(await project.run(["generate", "--check"])).toMatchObject({ code: 1 });
    expect(existsSync(join(project.root, "generated"))).toBe(false);

    const first = await project.run(["generate"]);
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out.trim().split("\n")).toEqual([...all, "protograph.lock.json"].map((file) => `wrote ${file}`));
    expect(project.files()).toEqual(all);

    expect(await project.run(["generate"])).toEqual({ code: 0, out: "up to date: 5 files\n", err: "" });
    expect(await project.run(["generate", "--check"])).toEqual({ code: 0, out: "up to date: 5 files\n", err: "" });

    const graph = orders["orders.graph.ts"]!;
    project.write("orders.graph.ts", graph.replace('"2s"', '"3s"'));
    const stale = await project.run(["generate", "--check"]);
    expect([stale.code, stale.err]).toEqual([1, "what is generated is stale: run `protograph generate`\n"]);
    expect(stale.out).toContain("would write generated/orders/v1/place-order.plan.json\n");
  });

  it("removes what is no longer generated, and nothing else", async () => {
    const project = projectOf();
    await project.run(["generate"]);
    project.write("generated/orders/v1/notes.md", "# Mine\n");
    project.write("proto/orders/v1/more.proto", 'syntax = "proto3";\npackage orders.v1;\nmessage More {}\n');
    await project.run(["generate"]);
    expect(project.files()).toContain("generated/orders/v1/more_pb.ts");

    rmSync(join(project.root, "proto/orders/v1/more.proto"));
    project.write("orders.graph.ts", orders["orders.graph.ts"]!.replace("v1.PlaceOrder", "v1.TakeOrder"));
    const { code, out } = await project.run(["generate"]);
    expect(code).toBe(0);
    expect(out.split("\n").filter((line) => line.startsWith("removed"))).toEqual([
      "removed generated/orders/v1/more_pb.ts",
      "removed generated/orders/v1/place-order.graph.ts",
      "removed generated/orders/v1/place-order.md",
      "removed generated/orders/v1/place-order.plan.json",
    ]);
    expect(project.files()).toEqual([
      "generated/lint.config.js",
      "generated/orders/v1/notes.md",
      "generated/orders/v1/orders_pb.ts",
      "generated/orders/v1/take-order.graph.ts",
      "generated/orders/v1/take-order.md",
      "generated/orders/v1/take-order.plan.json",
    ]);
  });

  it("writes nothing where a graph has an error, read with the messages that it is to have", async () => {
    const project = projectOf();
    await project.run(["generate"]);
    const before = project.read(all[2]!);
    project.write(
      "steps/charge.ts",
      orders["steps/charge.ts"]!.replaceAll("Price", "Invoice").replace("price.cents", "price.id"),
    );
    project.write("proto/orders/v1/more.proto", 'syntax = "proto3";\npackage orders.v1;\nmessage More {}\n');
    const { code, out, err } = await project.run(["generate"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("error PG2002: ");
    expect(project.read(all[2]!)).toBe(before);
    expect(await project.run(["generate", "--messages"])).toMatchObject({
      code: 0,
      out: "wrote generated/orders/v1/more_pb.ts\n",
    });
  });

  it("reads messages before they are there, by path aliases and where only an inferred type names them", async () => {
    const project = projectOf({
      "package.json": '{ "type": "module" }\n',
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "esnext",
          moduleResolution: "bundler",
          strict: true,
          paths: { "#gen/*": ["./generated/*"] },
        },
      }),
      "protograph.json": '{ "importExtension": "", "include": ["*.graph.ts", "steps/*"] }\n',
      "proto/a.proto": 'syntax = "proto3";\npackage a.v1;\nmessage A {}\nmessage B {}\n',
      "proto/b.proto": 'syntax = "proto3";\npackage b.v1;\nmessage C {}\n',
      "steps/all.ts": [
        'import { create } from "@bufbuild/protobuf";',
        'import type { StepContext } from "protograph";',
        'import { type A, type B, BSchema } from "#gen/a_pb";',
        "export const toB = (_ctx: StepContext, _a: A) => create(BSchema);",
        "",
      ].join("\n"),
      "steps/more.mts": [
        'import { create } from "@bufbuild/protobuf";',
        'import type { StepContext } from "protograph";',
        'import type { B } from "#gen/a_pb";',
        'import { CSchema } from "#gen/b_pb";',
        "export const toC = (_ctx: StepContext, _b: B) => create(CSchema);",
        "",
      ].join("\n"),
      "all.graph.ts": [
        'import { graph } from "protograph";',
        'import { ASchema } from "#gen/a_pb";',
        'import { CSchema } from "#gen/b_pb";',
        'import { toB } from "./steps/all";',
        'import { toC } from "./steps/more.mjs";',
        'export const all = graph({ name: "b.v1.All", inputs: [ASchema], outputs: [CSchema], steps: [toB, toC] });',
        "",
      ].join("\n"),
    });
    expect(await project.run(["generate"])).toMatchObject({ code: 0, err: "" });
    expect(project.read("generated/b/v1/all.graph.ts").match(/from "\..*/g)).toEqual([
      'from "../../../all.graph";',
      'from "../../../steps/all";',
      // Nobody finds an .mts file without an extension.
      'from "../../../steps/more.mjs";',
      'from "../../a_pb";',
      'from "../../b_pb";',
    ]);
    expect(await project.run(["generate", "--check"])).toMatchObject({ code: 0, err: "" });
  });

  it("writes nothing at all where the protos do not compile", async () => {
    const project = projectOf({
      ...orders,
      "proto/orders/v1/orders.proto": 'syntax = "proto3";\nmessage Order { Id id = 1; }\n',
    });
    const { code, out, err } = await project.run(["generate"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err.split("\n")).toEqual([
      'error PG1014: cannot find "Id" in this scope',
      "  --> proto/orders/v1/orders.proto:2:17",
      "2 | message Order { Id id = 1; }",
      "                    ^^",
      "",
      "1 error",
      "",
    ]);
    expect(existsSync(join(project.root, "generated"))).toBe(false);
  });

  it("writes nothing through a symbolic link, nor over a person's file", async () => {
    const project = projectOf();
    project.write(all[2]!, "export const mine = 1;\n");
    const over = await project.run(["generate"]);
    expect([over.code, over.err]).toEqual([
      1,
      `protograph: ${all[2]!} exists and was not generated; move it, or choose another "out"\n`,
    ]);
    expect(project.read(all[2]!)).toBe("export const mine = 1;\n");

    rmSync(join(project.root, "generated"), { recursive: true });
    symlinkSync(tmpdir(), join(project.root, "generated"));
    const { code, err } = await project.run(["generate"]);
    expect(code).toBe(2);
    expect(err).toContain('"out": "generated" leads outside the project\'s folder, through a symbolic link');
  });
});

describe("--watch", () => {
  it("runs again after a change, also after errors, and ends with 0 when it is told to stop", async () => {
    const project = projectOf();
    const child = project.start(["generate", "--watch"]);
    let text = "";
    const listen = (chunk: string) => (text += chunk);
    child.stdout.setEncoding("utf8").on("data", listen);
    child.stderr.setEncoding("utf8").on("data", listen);
    const says = (words: string) => expect.poll(() => text, { timeout: 15_000 }).toContain(words);

    await says("watching . for changes");
    expect(project.files()).toEqual(all);
    project.write("steps/charge.ts", "export class {");
    await says("error PG1001: ");
    text = "";
    project.write("steps/charge.ts", orders["steps/charge.ts"]!);
    await says("up to date: 5 files");
    text = "";
    project.write("protograph.json", '{ "otu": "x" }');
    await says('unknown key "otu"');
    project.write("protograph.json", orders["protograph.json"]!);
    project.write("proto/orders/v1/more.proto", 'syntax = "proto3";\npackage orders.v1;\nmessage More {}\n');
    await says("wrote generated/orders/v1/more_pb.ts");

    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});
