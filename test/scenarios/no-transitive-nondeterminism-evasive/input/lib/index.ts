export * from "./title.js";
export * as tools from "./tools.js";
