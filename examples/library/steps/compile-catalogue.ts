import { create } from "@bufbuild/protobuf";
import type { ItemFailure, StepContext } from "protograph";
import {
  type Batch,
  type Card,
  type Catalogue,
  CatalogueSchema,
  type Item,
  type Missing,
  MissingSchema,
} from "../generated/library/v1/library_pb.js";

/** Puts the cards on shelves by decade, and says which films of the batch have none, and why. */
export function compileCatalogue(ctx: StepContext, batch: Batch, cards: readonly Card[]): Catalogue {
  const oldestFirst = cards.toSorted((a, b) => yearOf(a) - yearOf(b));
  const decades = [...new Set(oldestFirst.map(decadeOf))];
  const there = new Set(cards.map(({ film }) => film?.id));
  return create(CatalogueSchema, {
    batch: batch.name,
    shelves: decades.map((decade) => ({ decade, cards: oldestFirst.filter((card) => decadeOf(card) === decade) })),
    missing: batch.items.flatMap((item, at) => (there.has(item.filmId) ? [] : [missingOf(item, at, ctx.failures)])),
  });
}

function yearOf({ film }: Card): number {
  return film?.year ?? 0;
}

function decadeOf(card: Card): number {
  return yearOf(card) - (yearOf(card) % 10);
}

/** A failure tells its item by the place in the list, which is the place in the batch. */
function missingOf(item: Item, at: number, failures: readonly ItemFailure[]): Missing {
  const failure = failures.find(({ itemIndex }) => itemIndex[0] === at);
  return create(MissingSchema, { item, step: failure?.step ?? "", reason: failure ? reasonOf(failure.error) : "" });
}

/** What the service said; around it stands which step it said it to. */
function reasonOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message : message;
}
