import type { Message } from "@bufbuild/protobuf";
import type { Lazy } from "../dsl/step.js";
import { type Asker, Failure } from "./scope.js";

/** A parameter that is computed when a step asks for it. */
export class LazyMessage implements Lazy<Message> {
  readonly #ask: (asker: Asker) => void;
  #promise: Promise<Message> | undefined;

  constructor(ask: (asker: Asker) => void) {
    this.#ask = ask;
  }

  get(): Promise<Message> {
    if (this.#promise === undefined) {
      this.#promise = new Promise((resolve, reject) => {
        this.#ask({
          tell: (value) => (value instanceof Failure ? reject(value.error) : resolve(value as Message)),
        });
      });
      // Asked and not awaited, its failure is nobody's.
      this.#promise.catch(() => undefined);
    }
    return this.#promise;
  }
}
