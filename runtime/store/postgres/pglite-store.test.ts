import { describeStoreContract } from "../store-contract.test-support.js";
import { pgliteHarness } from "./pglite-harness.test-support.js";
import { tables } from "./tables-contract.test-support.js";

describeStoreContract("on PGlite", () => pgliteHarness(), tables);
