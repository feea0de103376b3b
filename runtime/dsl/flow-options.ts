import type { Message } from "@bufbuild/protobuf";

/** The names of the fields that a value of some type has; the oneofs and unknown fields of messages are none. */
type FieldName<M> = Exclude<keyof M & string, "$typeName" | "$unknown">;

/** What a key can be compared by. */
type KeyValue = string | number | bigint | boolean | Uint8Array;

/** How deeply the fields of a key may lie in messages, so that a message which contains itself has an end. */
type Deeper = [never, 0, 1, 2, 3];

/**
 * The ways to the fields of a message that can tell duplicates: `"orderId"`, `"customer.id"`.
 *
 * Lists, maps and the members of oneofs are none of them.
 */
export type KeyPath<M, Depth extends number = 4> = [Depth] extends [never]
  ? never
  : {
      [Name in FieldName<M>]: NonNullable<M[Name]> extends KeyValue
        ? Name
        : NonNullable<M[Name]> extends Message
          ? `${Name}.${KeyPath<NonNullable<M[Name]>, Deeper[Depth]>}`
          : never;
    }[FieldName<M>];

/** The field of a key, or several. */
export type Key<M> = KeyPath<M> | readonly [KeyPath<M>, ...KeyPath<M>[]];

/** How the messages of a handoff flow. */
export interface FlowPolicies {
  /** How many messages are accepted and not yet done at most; what is there for more waits. 16 where it is left out. */
  readonly window?: number;
  /**
   * What happens to a message whose key has been accepted before: `"first"` (where it is left out) runs nothing and gives
   * the first one's result, `"refuse"` refuses it. The same key with another body is refused either way.
   */
  readonly onDuplicate?: "first" | "refuse";
  /**
   * What happens to a message while the window is full: `"wait"` (where it is left out) has its publisher wait, `"refuse"`
   * refuses it, and it has failed.
   */
  readonly overflow?: "wait" | "refuse";
  /**
   * What the failure of a message means for those that come after it: `"fail"` (where it is left out) ends them,
   * `"collect"` goes on with the next, `{ tolerate: 0.05 }` does so until more than that share has failed. What its
   * publisher has stored stays valid in any case.
   */
  readonly itemFailure?: "fail" | "collect" | { readonly tolerate: number };
}

/** What a way is for its publisher. */
export interface WayOptions {
  /** `"primary"` where it is left out; `"aux"` is what is done beside. */
  readonly role?: "primary" | "aux";
  /** Whether a failure behind the handoff is one of the whole; it is where this is left out. */
  readonly required?: boolean;
}

/** How one graph's output becomes another's input. */
export interface HandoffOptions<Published, Consumed> extends FlowPolicies, WayOptions {
  /** The field of the published message that tells duplicates, or several. One that is not set is an error. */
  readonly key: Key<Published>;
  /** Makes the consumed message of the published one; needed where the one cannot be read as the other. */
  readonly map?: (published: Published) => Consumed;
}

/** How the messages of all branches of a route flow. */
export interface RouteOptions<Decision> extends FlowPolicies {
  /** The field of the decision that tells duplicates, or several; nothing is a duplicate where it is left out. */
  readonly key?: Key<Decision>;
}

/** How the message of one case becomes a graph's input; what is left out is as the route has it. */
export interface BranchOptions<Case, Consumed> extends FlowPolicies, WayOptions {
  /** The field of the decision that tells duplicates, or several, as the route may have it. */
  readonly key?: string | readonly string[];
  /** Makes the consumed message of the case's; needed where the one cannot be read as the other. */
  readonly map?: (published: Case) => Consumed;
}

/** The options of a handoff or a branch, whatever its messages are. */
export interface AnyHandoffOptions<Published = never> extends FlowPolicies, WayOptions {
  readonly key?: string | readonly string[];
  readonly map?: (published: Published) => Message;
}

/** How an observer is called. */
export interface ObserveOptions {
  /**
   * Whether its failure is one of the flow's run, which waits for it; it is not where this is left out, and goes to the error
   * sink.
   */
  readonly required?: boolean;
  /** How many messages wait for it at most; 16 where it is left out. */
  readonly window?: number;
  /**
   * What happens while that many wait: `"drop"` does not show it the message, which is counted, and the error sink is told of
   * the first; `"wait"` has the flow wait, for ever where the function never ends. `"drop"` where it is left out, but for a
   * required one, which sees every message.
   */
  readonly overflow?: "wait" | "drop";
}

/** How a tap is called. */
export interface TapOptions extends ObserveOptions {
  /** To be written: a tap sees what may come to nothing, or comes again when a step is run again. */
  readonly weak: true;
}

/** What an observer is told of a message. */
export interface Sighting {
  /** The run of the flow. */
  readonly flowRunId: string;
  /** The run of the graph. */
  readonly runId: string;
  /** The graph's place in the flow: `"CreateOrder"`. */
  readonly graph: string;
  /** The step, where it is a tap. */
  readonly step: string | undefined;
  /** Whether it stays: what a tap sees does not. */
  readonly stable: boolean;
  /** Aborted when nobody waits for the observer any more. */
  readonly signal: AbortSignal;
}

/** A function that is shown messages, and changes nothing. */
export type ObserverFunction<Seen> = (message: Seen, sighting: Sighting) => void | Promise<void>;
