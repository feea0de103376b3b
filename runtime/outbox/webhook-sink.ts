import { toJsonString } from "@bufbuild/protobuf";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import type { Sink } from "./sink.js";
import { Webhook, type WebhookTarget } from "./webhook.js";

/** Where and how events are posted. */
export interface WebhookOptions extends WebhookTarget {
  /** Names the sink in its store. */
  readonly name: string;
  readonly secret: string;
}

/**
 * A sink that posts each event as protobuf JSON, signed as Standard Webhooks describe it: `verifyWebhook`, or their
 * library in the receiver's language, tells whether it is genuine. An answer of 200 to 299 takes it. Redirects are not
 * followed. The id is the same whenever the event is delivered again.
 *
 * @throws DeclarationError (`INVALID_OPTION`)
 */
export function webhookSink({ name, ...target }: WebhookOptions): Sink {
  const webhook = new Webhook(target);
  return {
    name,
    deliver: (event, signal) => webhook.post(event.eventId, toJsonString(RunEventSchema, event), signal),
    close: () => webhook.close(),
  };
}
