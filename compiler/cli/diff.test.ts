import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { orders, TestProject } from "./test-project.test-support.js";

// Each test starts processes of its own, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const proto = "proto/orders/v1/orders.proto";
const graph = "orders.graph.ts";

let project: TestProject;

function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: project.root, encoding: "utf8" });
}

/** The project as it was released, but for some files. */
function change(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries({ ...orders, ...files })) project.write(path, text);
}

const withoutPrice = orders[proto]!.replace("int32 cents = 1;", "int32 pence = 2;");

beforeAll(async () => {
  project = new TestProject(orders);
  project.write(".gitignore", "node_modules\n");
  expect((await project.run(["generate"])).code).toBe(0);
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Release");
});

afterAll(() => project.remove());

describe("protograph diff", () => {
  it("finds nothing where nothing has changed, and ends with 0", async () => {
    expect(await project.run(["diff"])).toEqual({ code: 0, out: "orders.v1.PlaceOrder  unchanged\n\n", err: "" });
  });

  it("reads the protos as they are, and ends with 1 on what is breaking, in JSON too", async () => {
    change({ [proto]: withoutPrice });
    const { code, out } = await project.run(["diff", "--format", "json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      graphs: {
        "orders.v1.PlaceOrder": {
          change: "breaking",
          runs: "continue",
          reasons: [{ field: "orders.v1.Price.cents" }, { rule: "number-not-reserved" }, {}],
          steps: { PriceOrder: { change: "breaking" }, Charge: { change: "unchanged", reasons: [] } },
        },
      },
      handoffs: {},
    });
  });

  it("compares with a revision, and touches neither its files nor the work tree", async () => {
    change({ [graph]: orders[graph]!.replace('"2s"', '"3s"') });
    rmSync(join(project.root, "protograph.lock.json"));
    const before = git("status", "--porcelain");
    const { code, out } = await project.run(["diff", "--against", "HEAD"]);
    expect([code, out]).toEqual([
      0,
      "orders.v1.PlaceOrder  compatible  runs in flight continue\n  PriceOrder  compatible\n    - timeout changed\n\n",
    ]);
    expect(git("status", "--porcelain")).toBe(before);

    const [none, unknown] = await Promise.all([project.run(["diff"]), project.run(["diff", "--against", "nowhere"])]);
    expect([none.code, unknown.code]).toEqual([2, 2]);
    expect(none.err).toContain("there is no protograph.lock.json to compare with");
    expect(unknown.err).toContain('git knows no revision "nowhere"');
    git("checkout", "--quiet", "--", "protograph.lock.json");
  });

  it("is released by generate, when it is told to", async () => {
    change({
      [graph]: orders[graph]!.replace("[use(", '[use(Charge, { version: "2" }), use(').replace(", Charge]", "]"),
    });
    const lock = project.read("protograph.lock.json");
    expect((await project.run(["generate"])).code).toBe(0);
    expect(project.read("protograph.lock.json")).toBe(lock);
    expect((await project.run(["diff"])).out).toContain("runs in flight are computed again from Charge\n");
    expect((await project.run(["generate", "--release"])).out).toBe("wrote protograph.lock.json\n");
    expect((await project.run(["diff"])).out).toBe("orders.v1.PlaceOrder  unchanged\n\n");
    git("checkout", "--quiet", "--", ".");
  });

  it("takes no lock that was written by hand, and nothing is generated over one", async () => {
    change({ [graph]: orders[graph]!.replace('"2s"', '"3s"') });
    project.write(
      "protograph.lock.json",
      project.read("protograph.lock.json").replace('"version": "1"', '"version": "3"'),
    );
    const before = project.read("protograph.lock.json");
    const plan = project.read("generated/orders/v1/place-order.plan.json");
    const [diff, generate] = await Promise.all([project.run(["diff"]), project.run(["generate", "--release"])]);
    expect([diff.code, generate.code]).toEqual([2, 1]);
    for (const { err } of [diff, generate]) {
      expect(err).toContain(
        "error PG3010: the plan of orders.v1.PlaceOrder is not as it was written\n  --> protograph.lock.json:5:5\n",
      );
    }
    expect(project.read("protograph.lock.json")).toBe(before);
    expect(project.read("generated/orders/v1/place-order.plan.json")).toBe(plan);
    git("checkout", "--quiet", "--", ".");
  });

  it("says what is wrong with protos that do not parse", async () => {
    change({ [proto]: "message {" });
    const { code, err } = await project.run(["diff"]);
    expect(code).toBe(1);
    expect(err).toContain("error PG1014: ");
    expect(existsSync(join(project.root, "protograph.lock.json"))).toBe(true);
  });
});
