export { default as schedule } from "./schedule.js";
export * as slots from "./slots.js";
