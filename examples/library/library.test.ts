import { readFile, writeFile } from "node:fs/promises";
import { create } from "@bufbuild/protobuf";
import { CancelledError, consoleLog, type RunEvent, StepError } from "protograph";
import { ManualClock } from "protograph/testing";
import { describe, expect, it, vi } from "vitest";
import { Cataloguing, type CataloguingServices } from "./generated/library/v1/cataloguing.graph.js";
import { BatchSchema, type Catalogue } from "./generated/library/v1/library_pb.js";
import { printCatalogue } from "./print-catalogue.js";
import { BusyError } from "./services/errors.js";
import type { FilmDatabase } from "./services/film-database.js";
import { fileServices, readBatch } from "./services/file-services.js";

const batch = readBatch();
const files = fileServices();
const lost = batch.items.findIndex(({ title }) => title === "London After Midnight");

/** The graph over the files, with some services replaced. */
function library(replaced: Partial<CataloguingServices> = {}, clock = new ManualClock()): Cataloguing {
  return new Cataloguing({ ...files, ...replaced }, { log: consoleLog("silent"), clock });
}

/** The film database, but for what happens before it is asked. */
function databaseAfter(first: (id: string) => Promise<void> | void): FilmDatabase {
  return {
    film: async (id, options) => {
      await first(id);
      return files.filmDatabase.film(id, options);
    },
  };
}

function titlesOf({ shelves }: Catalogue): readonly (string | undefined)[] {
  return shelves.flatMap(({ cards }) => cards.map(({ film }) => film?.title));
}

describe("the catalogue of the batch", () => {
  it("reads as reviewed", async () => {
    const printed = printCatalogue(await library().catalogue(batch));
    const golden = new URL("golden/autumn.txt", import.meta.url);
    // RECORD=1 npx vitest run examples/library, and a reading of the diff.
    if (process.env.RECORD) await writeFile(golden, printed);
    expect(printed).toBe(await readFile(golden, "utf8"));
  });

  it("names the film that failed, the step and the reason, and has all others", async () => {
    const catalogue = await library().catalogue(batch);
    expect(catalogue.missing).toMatchObject([
      { item: batch.items[lost], step: "FetchFilm", reason: "there is no copy of tt0018097" },
    ]);
    const others = batch.items.filter((_item, at) => at !== lost);
    expect(titlesOf(catalogue).toSorted()).toEqual(others.map(({ title }) => title).toSorted());
  });

  it("is the same however the answers come in", async () => {
    const expected = printCatalogue(await library().catalogue(batch));
    const lateFirst = databaseAfter(async (id) => {
      const at = batch.items.findIndex(({ filmId }) => filmId === id);
      for (let turn = at % 4; turn < 12; turn += 1) await Promise.resolve();
    });
    expect(printCatalogue(await library({ filmDatabase: lateFirst }).catalogue(batch))).toBe(expected);
  });

  it("of an empty batch is empty", async () => {
    const catalogue = await library().catalogue(create(BatchSchema, { name: "Nothing" }));
    expect(catalogue).toMatchObject({ batch: "Nothing", shelves: [], missing: [] });
  });

  it("is one of missing films only, where the film database is down", async () => {
    const filmDatabase: FilmDatabase = { film: () => Promise.reject(new Error("no connection")) };
    const { shelves, missing } = await library({ filmDatabase }).catalogue(batch);
    expect(shelves).toEqual([]);
    expect(missing.map(({ item }) => item)).toEqual(batch.items);
    expect(new Set(missing.map(({ reason }) => reason))).toEqual(new Set(["no connection"]));
  });

  it("has a card for each film also where posters and loans cannot be asked for", async () => {
    const away = () => Promise.reject(new BusyError("the archive is closed"));
    const replaced = { posterArchive: { poster: away }, lendingDesk: { timesLent: away } };
    const clock = new ManualClock();
    const run = library(replaced, clock).catalogue(batch);
    await clock.advance("10s"); // all the waits between tries
    const catalogue = await run;
    const cards = catalogue.shelves.flatMap((shelf) => shelf.cards);
    expect(cards).toHaveLength(batch.items.length - 1);
    expect(cards.filter(({ poster, loans }) => poster !== undefined || loans?.times !== undefined)).toEqual([]);
    expect(catalogue.missing.map(({ item }) => item?.title)).toEqual(["London After Midnight"]);
  });
});

describe("a run", () => {
  it("asks for four films at once and never for more", async () => {
    let inFlight = 0;
    let most = 0;
    const filmDatabase = databaseAfter(async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise(setImmediate);
      inFlight -= 1;
    });
    await library({ filmDatabase }).catalogue(batch);
    expect(most).toBe(4);
  });

  it("asks again while the database is busy, and only for the film it was busy for", async () => {
    const asked: string[] = [];
    const filmDatabase = databaseAfter((id) => {
      asked.push(id);
      if (id === "tt0052357" && asked.filter((each) => each === id).length < 3) throw new BusyError("busy");
    });
    const events: RunEvent[] = [];
    const clock = new ManualClock();
    const run = library({ filmDatabase }, clock).catalogue(batch, { onEvent: (event) => events.push(event) });
    await clock.advance("150ms"); // 50 ms, and then twice as long
    expect(titlesOf(await run)).toContain("Vertigo");
    const at = batch.items.findIndex(({ title }) => title === "Vertigo");
    expect(
      events.flatMap((event) => (event.type === "StepRetried" ? [[event.step, event.itemIndex, event.attempt]] : [])),
    ).toEqual([
      ["FetchFilm", [at], 1],
      ["FetchFilm", [at], 2],
    ]);
    expect(asked).toHaveLength(batch.items.length + 2);
  });

  it("tells of each step how its films fared", async () => {
    const run = library().catalogue(batch);
    await run;
    const { steps } = run.snapshot();
    const all = batch.items.length;
    expect(steps.FetchFilm).toMatchObject({
      items: { total: all, succeeded: all - 1, failed: 1, skipped: 0 },
      failures: [{ step: "FetchFilm", itemIndex: [lost] }],
    });
    expect(steps.FetchFilm?.failures?.[0]?.error).toBeInstanceOf(StepError);
    // Films in English have no original to note, and the lost one has nothing.
    expect(steps.noteOriginal?.items).toEqual({ total: all, succeeded: 14, failed: 0, skipped: 7 });
    expect(steps.writeCard?.items).toEqual({ total: all, succeeded: all - 1, failed: 0, skipped: 1 });
  });

  it("tells the database when it is cancelled", async () => {
    const signals: AbortSignal[] = [];
    const filmDatabase: FilmDatabase = {
      film: (_id, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    };
    const run = library({ filmDatabase }).catalogue(batch);
    await vi.waitFor(() => {
      expect(signals).toHaveLength(4);
    });
    run.cancel("closing time");
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
  });
});
