import type { DescMessage, Message } from "@bufbuild/protobuf";

/** What is about to run a consumer: messages that were handed to it. */
export interface Publication {
  readonly flow: string;
  /** The consumer's place in the flow: `"DeliverOrder"`. */
  readonly consumer: string;
  readonly tenant: string;
  /** The values of the key fields, each behind its length; of several handoffs one after the other. */
  readonly key: string;
  /** What was published. */
  readonly body: readonly { readonly schema: DescMessage; readonly message: Message }[];
}

/** The right to run the consumer for a key: nobody else has it until it is over. */
export interface Claim<Result> {
  /** Marks the key: whoever comes with it from now on gets this result. */
  accept(result: Result): void;
  /** It came to nothing: the key is free again, and the next one runs. */
  release(): void;
}

/** What a ledger answers. */
export type Claimed<Result> =
  | { readonly kind: "mine"; readonly claim: Claim<Result> }
  /** It was accepted before, with an equal body. */
  | { readonly kind: "accepted"; readonly result: Result }
  /** Somebody runs it; ask again when they are done. */
  | { readonly kind: "pending"; readonly settled: Promise<void> }
  /** It was claimed before with another body. */
  | { readonly kind: "conflict" };

/**
 * Remembers which messages were accepted, so that a duplicate runs nothing and has the first one's result.
 *
 * A key is marked only once its consumer is done; a claim whose process dies is over when the ledger says so.
 */
export interface HandoffLedger<Result> {
  claim(publication: Publication): Claimed<Result> | Promise<Claimed<Result>>;
}
