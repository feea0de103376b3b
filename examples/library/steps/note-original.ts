import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Film, type Original, OriginalSchema } from "../generated/library/v1/library_pb.js";

/** Whether a film is one that {@link noteOriginal} has to say something about. */
export function isForeign(film: Film): boolean {
  return film.language !== "English";
}

/** Notes the language of a film, and the title it has there. */
export function noteOriginal(_ctx: StepContext, { originalTitle, language }: Film): Original {
  return create(OriginalSchema, { title: originalTitle, language });
}
