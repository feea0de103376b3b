import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { toJsonString } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { type Clock, systemClock } from "../engine/clock.js";
import { DeclarationError, ProtographError } from "../errors.js";
import { InternalAddressError, isPublicAddress, publicLookup } from "./public-address.js";
import { RefusedDeliveryError, type Sink } from "./sink.js";
import { readSecret, signWebhook } from "./webhook-signature.js";

/** Where and how events are posted. */
export interface WebhookOptions {
  /** Names the sink in its store. */
  readonly name: string;
  /** `https:` or `http:`, without user and password. */
  readonly url: string;
  /** `whsec_` and 24 to 64 random bytes in base64; the receiver has the same. */
  readonly secret: string;
  /** Sent with every delivery, for instance `{ authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether addresses of this machine and its network may be posted to: for tests, and where the receiver runs beside.
   * Without it they are refused, whatever a name leads to, so that an URL from outside cannot reach what is inside.
   */
  readonly allowInternal?: boolean;
  /** Defaults to the platform's time. */
  readonly clock?: Pick<Clock, "now">;
}

/** The receiver of a webhook has not taken an event; it is delivered again. */
class WebhookError extends ProtographError {
  override readonly code = "WEBHOOK_FAILED";

  constructor(
    message: string,
    /** The status it has answered with. */
    readonly status: number,
  ) {
    super(message);
  }
}

/** Answers that say that this body will never be taken. All others, also those of a wrong URL, may be mended there. */
const refusals = new Set([400, 410, 413, 414, 415, 422, 431]);

/** Of an answer nobody reads more than this. */
const readBytes = 65_536;

/**
 * A sink that posts each event as protobuf JSON, signed as Standard Webhooks describe it: `verifyWebhook`, or their
 * library in the receiver's language, tells whether it is genuine. An answer of 200 to 299 takes it. Redirects are not
 * followed. The id is the same whenever the event is delivered again.
 *
 * @throws DeclarationError (`INVALID_OPTION`)
 */
export function webhookSink(options: WebhookOptions): Sink {
  const { name, headers = {}, allowInternal = false, clock = systemClock } = options;
  const url = readUrl(options.url, allowInternal);
  const key = readSecret(options.secret);
  const secure = url.protocol === "https:";
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 64 });
  const request = secure ? httpsRequest : httpRequest;

  const post = (event: RunEvent, signal: AbortSignal): Promise<IncomingMessage> => {
    const body = toJsonString(RunEventSchema, event);
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: "POST",
        agent,
        signal,
        ...(allowInternal ? {} : { lookup: publicLookup() }),
        headers: {
          ...headers,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "protograph",
          ...signWebhook(key, event.eventId, clock.now(), body),
        },
      });
      sent.on("response", resolve);
      sent.on("error", reject);
      sent.end(body);
    });
  };

  return {
    name,
    async deliver(event, signal) {
      const answer = await post(event, signal);
      // The status says it all; the rest is read only so that the connection can be used again.
      skim(answer);
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return;
      const message = `${url.origin} has answered ${status} to event ${event.eventId}`;
      if (refusals.has(status)) throw new RefusedDeliveryError(message);
      throw new WebhookError(message, status);
    },
    close() {
      agent.destroy();
      return Promise.resolve();
    },
  };
}

function skim(answer: IncomingMessage): void {
  let read = 0;
  answer.on("data", (chunk: Buffer) => {
    read += chunk.length;
    if (read > readBytes) answer.destroy();
  });
  answer.on("error", () => undefined);
}

function readUrl(text: string, allowInternal: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new DeclarationError("INVALID_OPTION", "the url of a webhook starts with https:// or http://");
  }
  if (url.username !== "" || url.password !== "") {
    const message = `the url of a webhook has no user and password; put them into headers (${url.host})`;
    throw new DeclarationError("INVALID_OPTION", message);
  }
  // Names are looked at when they are looked up; an address is never looked up.
  const address = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowInternal && isIP(address) !== 0 && !isPublicAddress(address)) {
    const cause = new InternalAddressError(`${address} is an internal address`);
    const message = `the url of a webhook leads to the internal address ${address}; set allowInternal where it is meant`;
    throw new DeclarationError("INVALID_OPTION", message, { cause });
  }
  return url;
}
