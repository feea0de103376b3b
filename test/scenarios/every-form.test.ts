import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../run-command.js";
import { root } from "../source-files.js";
import { inputOf, readWant } from "./scenario.js";

/** Asks a generated class of every form for all it has, and prints the answers. */
const main = `
  import { create } from "@bufbuild/protobuf";
  import { Shop } from "./generated/orders/v1/shop.graph.js";
  import { CustomerSchema, OrderSchema, PaymentSchema, StockSchema } from "../../../messages/generated/orders/v1/orders_pb.js";

  const asked: string[] = [];
  const order = (id: string, lines: object[] = []) => create(OrderSchema, { id, lines });
  const shop = new Shop({
    orders: { of: async (name) => (name === "nobody" ? [] : [order("a"), order("bee", [{}]), order("c")]) },
    warehouse: {
      stock: async (id) => {
        asked.push(id);
        return create(StockSchema, { available: { [id]: 20 } });
      },
    },
  });
  const customer = create(CustomerSchema, { name: "Ada" });
  const run = shop.receipt(customer);
  await run.deliver(create(PaymentSchema, { reference: "card" }));
  const nobodys = shop.receipt(create(CustomerSchema, { name: "nobody" }));
  await nobodys.deliver(create(PaymentSchema));
  const answers = {
    receipt: (await run)?.text,
    asked,
    quotes: (await shop.quote(customer)).map((quote) => Number(quote.cents)),
    shipments: (await shop.shipment(customer)).map((parcels) => parcels.map((parcel) => parcel.tracking)),
    noReceipt: (await nobodys) === undefined,
    noCondition: (await shop.receipt(create(CustomerSchema))) === undefined,
  };
  console.log(JSON.stringify(answers));
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "protograph-every-form-"));
  const input = join(folder, "test/scenarios/every-form/input");
  await cp(inputOf("every-form"), input, { recursive: true });
  await cp(join(root, "test/messages/generated"), join(folder, "test/messages/generated"), { recursive: true });
  for (const [path, text] of readWant("every-form")) {
    await mkdir(dirname(join(input, path)), { recursive: true });
    await writeFile(join(input, path), text);
  }
  await writeFile(join(input, "main.ts"), main);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules/protograph"));
  await symlink(join(root, "node_modules/@bufbuild"), join(folder, "node_modules/@bufbuild"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the class that is generated for every form of the language", () => {
  it("gives lists as lists, in order; nothing where there is none; and asks only for what is needed", async () => {
    const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
    const input = join(folder, "test/scenarios/every-form/input");
    const { stdout } = await runCommand(
      input,
      process.execPath,
      tsx,
      "--conditions=@protograph/source",
      join(input, "main.ts"),
    );
    expect(JSON.parse(stdout)).toEqual({
      receipt: "Ada paid direct-4, drafted-26, direct-4 by card",
      // Of the one order whose price depends on it, once in each of the three runs.
      asked: ["bee", "bee", "bee"],
      quotes: [4, 26, 4],
      shipments: [
        ["a direct-4 1", "a direct-4 2"],
        ["bee drafted-26 1", "bee drafted-26 2"],
        ["c direct-4 1", "c direct-4 2"],
      ],
      noReceipt: true,
      noCondition: true,
    });
  });
});
