import { readFileSync } from "node:fs";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import type { CataloguingServices } from "../generated/library/v1/cataloguing.graph.js";
import { type Batch, BatchSchema, FilmSchema, PosterSchema } from "../generated/library/v1/library_pb.js";
import { NotFoundError } from "./errors.js";

/** The batch in `data/batch.json`. */
export function readBatch(): Batch {
  return fromJson(BatchSchema, readJson("batch.json"));
}

/** All three services, over the files in `data/`. */
export function fileServices(): CataloguingServices {
  const films = readList("films.json").map((each) => fromJson(FilmSchema, each));
  const posters = readList("posters.json").map((each) => fromJson(PosterSchema, each));
  const loans = readJson("loans.json") as Readonly<Record<string, number>>;
  return {
    filmDatabase: {
      film: async (id) => films.find((film) => film.id === id) ?? missing("copy", id),
    },
    posterArchive: {
      poster: async (filmId) => posters.find((poster) => poster.filmId === filmId),
    },
    lendingDesk: {
      timesLent: async (filmId) => loans[filmId] ?? missing("record", filmId),
    },
  };
}

function missing(what: string, filmId: string): never {
  throw new NotFoundError(what, filmId);
}

function readJson(name: string): JsonValue {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8")) as JsonValue;
}

function readList(name: string): readonly JsonValue[] {
  const list = readJson(name);
  if (!Array.isArray(list)) throw new TypeError(`data/${name} is no list`);
  return list;
}
