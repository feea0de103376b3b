import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Film, FilmSchema } from "./generated/library/v1/library_pb.js";

/** What a step is told of its run, where there is no run. */
export function stepContext(told: Partial<StepContext> = {}): StepContext {
  const write = () => undefined;
  return {
    runId: "run",
    step: "step",
    attempt: 1,
    tenant: undefined,
    deadline: undefined,
    itemIndex: [],
    failures: [],
    signal: new AbortController().signal,
    idempotencyKey: "key",
    log: { debug: write, info: write, warn: write, error: write },
    now: () => 0,
    random: () => 0.5,
    uuid: () => "00000000-0000-4000-8000-000000000000",
    sleep: () => Promise.resolve(),
    ...told,
  };
}

/** An invented film. */
export function inventedFilm(fields: MessageInitShape<typeof FilmSchema> = {}): Film {
  return create(FilmSchema, { id: "tt1", title: "The Film", language: "English", year: 1990, minutes: 100, ...fields });
}
