import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { type Clock, systemClock } from "../engine/clock.js";
import { DeclarationError, ProtographError } from "../errors.js";
import { InternalAddressError, isPublicAddress, publicLookup } from "./public-address.js";
import { RefusedDeliveryError } from "./sink.js";
import { readSecret, signWebhook } from "./webhook-signature.js";

/** Where and how something is posted. */
export interface WebhookTarget {
  /** `https:` or `http:`, without user and password. */
  readonly url: string;
  /** `whsec_` and 24 to 64 random bytes in base64; the receiver has the same. */
  readonly secret?: string;
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

/** The receiver of a webhook has not taken what it was sent; it is delivered again. */
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
 * A receiver of JSON over HTTP. Where there is a secret, what is sent is signed as Standard Webhooks describe it. Redirects
 * are not followed.
 */
export class Webhook {
  private readonly url: URL;
  private readonly key: Buffer | undefined;
  private readonly agent: HttpAgent;

  /** @throws DeclarationError (`INVALID_OPTION`) */
  constructor(private readonly target: WebhookTarget) {
    this.url = readUrl(target.url, target.allowInternal === true);
    this.key = target.secret === undefined ? undefined : readSecret(target.secret);
    const Agent = this.url.protocol === "https:" ? HttpsAgent : HttpAgent;
    this.agent = new Agent({ keepAlive: true, maxSockets: 64 });
  }

  /**
   * Posts a body and waits for the answer: one of 200 to 299 takes it.
   *
   * @param id the same whenever the same is sent again.
   * @throws RefusedDeliveryError where the receiver will never take it; WebhookError, or an error of the connection, where it
   * may later.
   */
  async post(id: string, body: string, signal: AbortSignal): Promise<void> {
    const answer = await this.send(id, body, signal);
    // The status says it all; the rest is read only so that the connection can be used again.
    skim(answer);
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return;
    const message = `${this.url.origin} has answered ${status} to ${id}`;
    if (refusals.has(status)) throw new RefusedDeliveryError(message);
    throw new WebhookError(message, status);
  }

  close(): Promise<void> {
    this.agent.destroy();
    return Promise.resolve();
  }

  private send(id: string, body: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { headers = {}, allowInternal = false, clock = systemClock } = this.target;
    const request = this.url.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const sent = request(this.url, {
        method: "POST",
        agent: this.agent,
        signal,
        ...(allowInternal ? {} : { lookup: publicLookup() }),
        headers: {
          ...headers,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "protograph",
          ...(this.key ? signWebhook(this.key, id, clock.now(), body) : { "webhook-id": id }),
        },
      });
      sent.on("response", resolve);
      sent.on("error", reject);
      sent.end(body);
    });
  }
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
