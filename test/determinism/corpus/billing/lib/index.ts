export { nextReference as newReference } from "./references.js";
export * from "./money.js";
