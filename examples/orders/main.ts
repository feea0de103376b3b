/** Takes the orders of a day, and prints what became of each. What nobody has declared goes to the error stream. */
import { Orders } from "./generated/orders/v1/orders.flow.js";
import { printResult } from "./print-result.js";
import { openShop, readRequests } from "./shop.js";
import { seen } from "./watch.js";

const interrupt = new AbortController();
process.once("SIGINT", () => {
  interrupt.abort(new Error("interrupted"));
});

const requests = readRequests();
const orders = new Orders(openShop(), { errorPayloads: true });
try {
  // The flow takes as many as it has room for; that one fails at the door does not end the others.
  for await (const result of orders.pipe(requests, { itemFailure: "collect", signal: interrupt.signal })) {
    const request = requests[result.index];
    if (request) console.log(printResult(request, result));
  }
  console.log(`ready: ${seen.ready.join(", ")}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = interrupt.signal.aborted ? 130 : 1;
}
await orders.drained();
