import { createHmac, timingSafeEqual } from "node:crypto";
import { DeclarationError } from "../errors.js";

/** The three headers of Standard Webhooks (standardwebhooks.com), which have libraries in most languages. */
export interface WebhookHeaders {
  /** The event's id: the same on every delivery. */
  readonly "webhook-id": string;
  /** When this delivery was signed, in seconds since the epoch. */
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/** How old, or how far in the future, a signature may be, in seconds. */
const toleranceS = 300;

const prefix = "whsec_";

/**
 * Reads a secret: `whsec_` and 24 to 64 bytes in base64.
 *
 * @throws DeclarationError (`INVALID_OPTION`); the secret is not in its message.
 */
export function readSecret(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : "", "base64");
  if (key.length < 24 || key.length > 64) {
    const message = `the secret of a webhook is "${prefix}" and 24 to 64 random bytes in base64`;
    throw new DeclarationError("INVALID_OPTION", message);
  }
  return key;
}

/** Signs a body with HMAC-SHA256, together with the event's id and the time, so that neither can be exchanged. */
export function signWebhook(key: Uint8Array, id: string, nowMs: number, body: string): WebhookHeaders {
  const timestamp = String(Math.floor(nowMs / 1_000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signatureOf(key, id, timestamp, body).toString("base64")}`,
  };
}

/**
 * Whether a webhook is genuine: signed with the secret, not changed, and not older or newer than five minutes. Who
 * receives it still has to recognize ids that have come before: delivery is at least once.
 *
 * @param headers those of the request, in small letters as Node has them.
 * @param body as it was received, not parsed and written again.
 */
export function verifyWebhook(
  headers: Readonly<Partial<Record<string, string | readonly string[]>>>,
  body: string,
  { secret, nowMs = Date.now() }: { readonly secret: string; readonly nowMs?: number },
): boolean {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
    const value = headers[name];
    return typeof value === "string" ? value : "";
  });
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceS) return false;
  const want = signatureOf(readSecret(secret), id, timestamp, body);
  return signatures.split(" ").some((signature) => {
    const [version, text = ""] = signature.split(",");
    const given = Buffer.from(text, "base64");
    return version === "v1" && given.length === want.length && timingSafeEqual(given, want);
  });
}

function signatureOf(key: Uint8Array, id: string, timestamp: string, body: string): Buffer {
  return createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
}
