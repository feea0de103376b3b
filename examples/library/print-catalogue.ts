import type { Card, Catalogue } from "./generated/library/v1/library_pb.js";

/** A catalogue as text, as it hangs in the library: the shelves, then what is missing. */
export function printCatalogue({ batch, shelves, missing }: Catalogue): string {
  const lines = [
    batch,
    ...shelves.flatMap(({ decade, cards }) => ["", `${decade}s`, ...cards.map((card) => `  ${printCard(card)}`)]),
    ...(missing.length > 0 ? ["", "Missing"] : []),
    ...missing.map(({ item, step, reason }) => `  ${item?.title ?? ""}: ${step} failed, ${reason}`),
  ];
  return `${lines.join("\n")}\n`;
}

function printCard({ film, original, poster, loans }: Card): string {
  if (!film) return "";
  return [
    `${film.year} ${film.title}, ${film.directors.join(" and ")}, ${film.minutes} min`,
    ...(original ? [`${original.language}: ${original.title}`] : []),
    ...(poster ? [`poster by ${poster.artist}`] : []),
    loans?.times === undefined ? "loans unknown" : `lent ${loans.times} times`,
  ].join(" · ");
}
