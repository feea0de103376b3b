import type { StepContext } from "protograph";
import type { Batch, Item } from "../generated/library/v1/library_pb.js";

/** Takes a batch apart: what needs one `Item` is now called for each of them. */
export function listItems(_ctx: StepContext, batch: Batch): readonly Item[] {
  return batch.items;
}
