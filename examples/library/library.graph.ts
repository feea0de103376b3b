import { exponential, graph, use } from "protograph";
import { BatchSchema, CatalogueSchema } from "./generated/library/v1/library_pb.js";
import { BusyError } from "./services/errors.js";
import { compileCatalogue } from "./steps/compile-catalogue.js";
import { CountLoans, unknownLoans } from "./steps/count-loans.js";
import { FetchFilm } from "./steps/fetch-film.js";
import { FindPoster } from "./steps/find-poster.js";
import { listItems } from "./steps/list-items.js";
import { isForeign, noteOriginal } from "./steps/note-original.js";
import { writeCard } from "./steps/write-card.js";

/** For steps that ask a service about each film: not too many at once, again when it is busy, and none spoils the rest. */
const eachFilm = {
  parallelism: 4,
  retry: { attempts: 3, backoff: exponential("50ms"), on: [BusyError] },
  timeout: "2s",
  itemFailure: "collect",
} as const;

/** Makes a catalogue of a batch of films. */
export const cataloguing = graph({
  name: "library.v1.Cataloguing",
  inputs: [BatchSchema],
  outputs: [CatalogueSchema],
  steps: [
    listItems,
    use(FetchFilm, eachFilm),
    use(FindPoster, eachFilm),
    use(CountLoans, { ...eachFilm, fallback: unknownLoans }),
    use(noteOriginal, { when: isForeign, itemFailure: "fail" }),
    use(writeCard, { itemFailure: "fail" }),
    compileCatalogue,
  ],
});
