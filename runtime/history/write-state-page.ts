import { writeFileSync } from "node:fs";
import { statePage } from "./state-page.js";

/** Run by `npm run generate:states`. */
writeFileSync(new URL("../../generated/states.md", import.meta.url), statePage());
