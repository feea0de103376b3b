export {
  checkDeterminism,
  type DeterminismOptions,
  type DeterminismReport,
  type Difference,
  type InputsOf,
  type ServicesOf,
} from "./check-determinism.js";
export { ManualClock } from "./manual-clock.js";
export { memoryStore, type MemoryStore, type MemoryStoreOptions } from "../store/memory/memory-store.js";
export type { Variation } from "./variations.js";
