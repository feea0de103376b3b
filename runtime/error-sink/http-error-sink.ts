import { toJsonString } from "@bufbuild/protobuf";
import { RejectSchema } from "../../generated/protograph/v1/reject_pb.js";
import { Webhook, type WebhookTarget } from "../outbox/webhook.js";
import type { ErrorSink } from "./error-sink.js";

/**
 * A sink that posts each record as protobuf JSON, signed as Standard Webhooks describe it where there is a secret. An answer
 * of 200 to 299 takes it; `webhook-id` is the record's id.
 *
 * @throws DeclarationError (`INVALID_OPTION`)
 *
 * @example
 * httpErrorSink({ url: "https://errors.example.com/rejects", headers: { authorization: "Bearer …" } });
 */
export function httpErrorSink(target: WebhookTarget): ErrorSink {
  const webhook = new Webhook(target);
  return {
    name: new URL(target.url).origin,
    take: (reject, signal) => webhook.post(reject.rejectId, toJsonString(RejectSchema, reject), signal),
    close: () => webhook.close(),
  };
}
