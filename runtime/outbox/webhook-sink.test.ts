import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { equals, fromJsonString } from "@bufbuild/protobuf";
import { describe, expect, it, onTestFinished } from "vitest";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { DeclarationError } from "../errors.js";
import { events } from "../history/events.test-support.js";
import { type WebhookOptions, webhookSink } from "./webhook-sink.js";
import { verifyWebhook } from "./webhook-signature.js";

const secret = `whsec_${randomBytes(32).toString("base64")}`;
const [event] = events("RunStarted");
const nowMs = Date.UTC(2026, 5, 1);
const clock = { now: () => nowMs };
const never = new AbortController().signal;

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly port: number | undefined;
}

type Answer = (response: ServerResponse, received: Received) => void;

/** A receiver on this machine that keeps what it is sent. */
async function receiver(answer: Answer = (response) => response.writeHead(204).end()) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers, socket } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString(), port: socket.remotePort });
      answer(response, received.at(-1)!);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?x=1` };
}

function sinkTo(url: string, more: Partial<WebhookOptions> = {}) {
  const sink = webhookSink({ name: "hooks", url, secret, clock, allowInternal: true, ...more });
  onTestFinished(async () => sink.close?.());
  return sink;
}

describe("a webhook", () => {
  it("posts the event as protobuf JSON, signed so that the receiver can tell", async () => {
    const { received, url } = await receiver();
    await sinkTo(url, { headers: { authorization: "Bearer x", "webhook-id": "forged" } }).deliver(event!, never);
    const [{ method, url: path, headers, body }] = received as [Received];
    expect([method, path]).toEqual(["POST", "/hooks?x=1"]);
    expect(headers).toMatchObject({
      "content-type": "application/json",
      authorization: "Bearer x",
      "webhook-id": event!.eventId,
    });
    expect(equals(RunEventSchema, fromJsonString(RunEventSchema, body), event!)).toBe(true);
    expect(verifyWebhook(headers, body, { secret, nowMs })).toBe(true);
  });

  it("has the same id and body when it is sent again, and its own time and signature", async () => {
    let time = nowMs;
    const { received, url } = await receiver((response) => response.writeHead(received.length === 1 ? 503 : 200).end());
    const sink = sinkTo(url, { clock: { now: () => time } });
    await expect(sink.deliver(event!, never)).rejects.toMatchObject({ code: "WEBHOOK_FAILED", status: 503 });
    time += 60_000;
    await sink.deliver(event!, never);
    const [first, second] = received as [Received, Received];
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    expect(second.body).toBe(first.body);
    expect(second.headers["webhook-timestamp"]).not.toBe(first.headers["webhook-timestamp"]);
    expect(verifyWebhook(second.headers, second.body, { secret, nowMs: time })).toBe(true);
  });

  it("uses one connection for what comes one after the other", async () => {
    const { received, url } = await receiver((response) => response.writeHead(200).end("thank you"));
    const sink = sinkTo(url);
    for (let time = 0; time < 3; time++) {
      await sink.deliver(event!, never);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(new Set(received.map(({ port }) => port)).size).toBe(1);
  });

  it.each([301, 302, 307, 308])("does not follow a redirect (%i)", async (status) => {
    const target = await receiver();
    const { url } = await receiver((response) => response.writeHead(status, { location: target.url }).end());
    await expect(sinkTo(url).deliver(event!, never)).rejects.toMatchObject({ code: "WEBHOOK_FAILED", status });
    expect(target.received).toEqual([]);
  });

  it.each([401, 404, 409, 429, 500, 503])("is tried again after %i", async (status) => {
    const { url } = await receiver((response) => response.writeHead(status).end());
    await expect(sinkTo(url).deliver(event!, never)).rejects.toMatchObject({ code: "WEBHOOK_FAILED", status });
  });

  it.each([400, 410, 413, 422])("is parked after %i", async (status) => {
    const { url } = await receiver((response) => response.writeHead(status).end());
    await expect(sinkTo(url).deliver(event!, never)).rejects.toMatchObject({ code: "DELIVERY_REFUSED" });
  });

  it("is given up when its time is over", async () => {
    const { received, url } = await receiver(() => undefined);
    const late = new AbortController();
    const delivery = sinkTo(url).deliver(event!, late.signal);
    const settled = expect(delivery).rejects.toMatchObject({ name: "AbortError" });
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    late.abort();
    await settled;
  });

  it("does not read an endless answer", async () => {
    let hangUp: () => void = () => undefined;
    const hungUp = new Promise<void>((resolve) => (hangUp = resolve));
    const { url } = await receiver((response) => {
      response.writeHead(200);
      response.on("close", hangUp);
      const more = () => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(more));
      };
      more();
    });
    await sinkTo(url).deliver(event!, never);
    await hungUp;
  });

  it("fails where nobody listens, or the other end hangs up", async () => {
    const { url } = await receiver((response) => response.destroy());
    await expect(sinkTo(url).deliver(event!, never)).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(sinkTo("http://127.0.0.1:1/").deliver(event!, never)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("a webhook to an internal address", () => {
  it.each([
    "http://127.0.0.1/",
    "http://[::1]:80/",
    "http://2130706433/",
    "http://169.254.169.254/latest",
    "http://0/",
  ])("is refused when it is made: %s", (url) => {
    expect(() => sinkTo(url, { allowInternal: false })).toThrow(DeclarationError);
  });

  it("is refused when its name turns out to lead there, and nothing is sent", async () => {
    const { received, url } = await receiver();
    const sink = sinkTo(url.replace("127.0.0.1", "localhost"), { allowInternal: false });
    await expect(sink.deliver(event!, never)).rejects.toMatchObject({ code: "INTERNAL_ADDRESS" });
    expect(received).toEqual([]);
  });
});

describe("a webhook is not made", () => {
  it.each<[string, Partial<WebhookOptions>]>([
    ["of no URL", { url: "hooks.example.com" }],
    ["of a file", { url: "file:///etc/passwd" }],
    ["with a password in its URL", { url: "https://me:pass@example.com/" }],
    ["with a short secret", { secret: "whsec_aGVsbG8=" }],
    ["with another secret", { secret: "hello" }],
  ])("%s", (_, options) => {
    expect(() => sinkTo("https://example.com/", options)).toThrow(DeclarationError);
    try {
      sinkTo("https://example.com/", options);
    } catch (error) {
      expect((error as Error).message).not.toMatch(/me:pass|aGVsbG8|hello/);
    }
  });
});

describe("a webhook's signature", () => {
  // The example of the Standard Webhooks specification.
  const standard = {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    body: '{"test": 2432232314}',
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    nowMs: 1_614_265_330_000,
  };
  const verify = (change: Partial<typeof standard> = {}) => {
    const { headers, body, ...options } = { ...standard, ...change };
    return verifyWebhook(headers, body, options);
  };

  it("is that of Standard Webhooks", () => {
    expect(verify()).toBe(true);
  });

  it("may stand among those of other secrets and versions", () => {
    const { headers } = standard;
    const signature = `v1a,xyz v1,AAAA ${headers["webhook-signature"]}`;
    expect(verify({ headers: { ...headers, "webhook-signature": signature } })).toBe(true);
  });

  it.each<[string, Partial<typeof standard>]>([
    ["another body", { body: '{"test": 2432232315}' }],
    ["another id", { headers: { ...standard.headers, "webhook-id": "msg_other" } }],
    ["another time", { headers: { ...standard.headers, "webhook-timestamp": "1614265331" } }],
    ["no signature", { headers: { ...standard.headers, "webhook-signature": "" } }],
    ["a time that is none", { headers: { ...standard.headers, "webhook-timestamp": "soon" } }],
    ["an old time", { nowMs: standard.nowMs + 301_000 }],
    ["a time to come", { nowMs: standard.nowMs - 301_000 }],
    ["another secret", { secret }],
  ])("is not accepted with %s", (_, change) => {
    expect(verify(change)).toBe(false);
  });
});
