import { writeFileSync } from "node:fs";
import { rulesPage } from "./rules-page.js";

/** Run by `npm run generate:rules`. */
writeFileSync(new URL("../../../generated/handoff-rules.md", import.meta.url), rulesPage());
