/** Prints the catalogue of the batch in data/. */
import { ProtographError } from "protograph";
import { Cataloguing } from "./generated/library/v1/cataloguing.graph.js";
import { printCatalogue } from "./print-catalogue.js";
import { fileServices, readBatch } from "./services/file-services.js";

const interrupt = new AbortController();
process.once("SIGINT", () => {
  interrupt.abort(new Error("interrupted"));
});

try {
  const library = new Cataloguing(fileServices());
  console.log(printCatalogue(await library.catalogue(readBatch(), { signal: interrupt.signal })));
} catch (error) {
  if (!(error instanceof ProtographError)) throw error;
  console.error(error.message);
  process.exitCode = interrupt.signal.aborted ? 130 : 1;
}
