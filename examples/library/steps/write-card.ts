import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type Card,
  CardSchema,
  type Film,
  type Loans,
  type Original,
  type Poster,
} from "../generated/library/v1/library_pb.js";

/** Brings together what was found out about one film. The four meet by their place in the batch. */
export function writeCard(
  _ctx: StepContext,
  film: Film,
  loans: Loans,
  original: Original | undefined,
  poster: Poster | undefined,
): Card {
  return create(CardSchema, { film, loans, ...(original && { original }), ...(poster && { poster }) });
}
