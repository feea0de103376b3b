import { create, type Message } from "@bufbuild/protobuf";
import type { Reject } from "../../generated/protograph/v1/reject_pb.js";
import {
  DeliveredSchema,
  ReceivedSchema,
  type Sent,
  SentSchema,
  SortedSchema,
} from "../../test/messages/generated/pipes/v1/stops_pb.js";
import type { FlowMember } from "../dsl/flow-declaration.js";
import type { HandoffOptions } from "../dsl/flow-options.js";
import { handoff } from "../dsl/flow.js";
import type { MessageSchema, StepContext } from "../dsl/step.js";
import type { ErrorSink } from "../error-sink/error-sink.js";
import { step } from "../hand-built.test-support.js";
import { Built } from "./hand-built-flow.test-support.js";

/** Any message of a parcel's way, as steps see it. */
export interface Stop extends Message {
  readonly id: string;
  readonly body: string;
}

type Compute = (message: Stop, ctx: StepContext) => unknown;

/** A graph of one step, which is called as the graph is. */
export function graphOf(name: string, takes: MessageSchema, gives: MessageSchema, compute: Compute): Built {
  const only = (ctx: StepContext, message: Stop) => compute(message, ctx);
  return new Built({
    name: `pipes.v1.${name}`,
    inputs: [takes],
    outputs: [gives],
    steps: { [name]: step([takes], gives, only) },
  });
}

/** Passes a parcel on as another message. */
export function passOn(schema: MessageSchema, id: string, body: string): Message {
  return create(schema, { id, body } as never);
}

/** Sort, and then Deliver; what either does can be replaced. */
export function postOf(
  replaced: { readonly sort?: Compute; readonly deliver?: Compute } = {},
  options: Partial<HandoffOptions<Message, Message>> = {},
): { readonly built: readonly Built[]; readonly graphs: readonly FlowMember[]; readonly link: unknown } {
  const {
    sort = ({ id, body }: Stop) => passOn(SortedSchema, id, `${body} sorted`),
    deliver = ({ id, body }: Stop) => passOn(DeliveredSchema, id, `${body} delivered`),
  } = replaced;
  const first = graphOf("Sort", SentSchema, SortedSchema, sort);
  const second = graphOf("Deliver", ReceivedSchema, DeliveredSchema, deliver);
  const link = loose(handoff)(first.declaration, SortedSchema, second.declaration, ReceivedSchema, {
    key: "id",
    ...options,
  });
  return { built: [first, second], graphs: [first.declaration, second.declaration], link };
}

/** The words of the language without their types: the graphs of these tests have none. */
export function loose(word: unknown): (...given: unknown[]) => unknown {
  return word as (...given: unknown[]) => unknown;
}

export function sent(id: string, body = "x"): Sent {
  return create(SentSchema, { id, body });
}

/** An error sink that keeps what it is given. */
export function keepingSink(): ErrorSink & { readonly rejects: Reject[] } {
  const rejects: Reject[] = [];
  return { name: "kept", rejects, take: (reject) => void rejects.push(reject) };
}

/** Doors that a test opens: whoever comes waits until theirs is opened. */
export class Doors {
  /** Who waits, first come first. */
  readonly waiting: string[] = [];
  /** How many waited at once at most. */
  most = 0;
  private readonly opens = new Map<string, (fail?: Error) => void>();

  wait(name: string): Promise<void> {
    this.waiting.push(name);
    this.most = Math.max(this.most, this.waiting.length);
    return new Promise((resolve, reject) => this.opens.set(name, (fail) => (fail ? reject(fail) : resolve())));
  }

  async open(name = this.waiting[0]!, fail?: Error): Promise<void> {
    this.waiting.splice(this.waiting.indexOf(name), 1);
    this.opens.get(name)!(fail);
    await settled();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
