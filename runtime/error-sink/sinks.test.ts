import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { create, equals, fromJsonString } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it, onTestFinished } from "vitest";
import { RejectSchema, RejectScope } from "../../generated/protograph/v1/reject_pb.js";
import { DeclarationError } from "../errors.js";
import { verifyWebhook } from "../outbox/webhook-signature.js";
import { httpErrorSink } from "./http-error-sink.js";
import { stderrSink } from "./stderr-sink.js";

const never = new AbortController().signal;
const reject = create(RejectSchema, {
  rejectId: "1",
  tenant: "default",
  runId: "r",
  graph: "pipes.v1.Weigh",
  scope: RejectScope.RUN,
  failure: { message: "too\nheavy" },
  firstAt: timestampFromMs(0),
  lastAt: timestampFromMs(0),
  count: 1n,
});

describe("the error stream", () => {
  it("has a line of JSON for each record", async () => {
    let text = "";
    const stream = new Writable({
      write(chunk, _, done) {
        text += String(chunk);
        done();
      },
    });
    const sink = stderrSink(stream);
    await sink.take(reject, never);
    await sink.take(reject, never);
    const lines = text.split("\n");
    expect(lines).toHaveLength(3);
    expect(equals(RejectSchema, fromJsonString(RejectSchema, lines[1]!), reject)).toBe(true);
    expect(stream.listenerCount("error")).toBe(0);
  });

  it("does not end the program when nobody reads it any more", async () => {
    const stream = new Writable({ write: (_chunk, _, done) => done(new Error("EPIPE")) });
    await expect(stderrSink(stream).take(reject, never)).rejects.toThrow("EPIPE");
    await expect(stderrSink(stream).take(reject, never)).rejects.toThrow();
  });
});

describe("an error sink over HTTP", () => {
  async function receiver(status: number) {
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/rejects` };
  }

  it("is posted the record, with the record's id", async () => {
    const { received, url } = await receiver(202);
    const sink = httpErrorSink({ url, allowInternal: true, headers: { authorization: "Bearer x" } });
    await sink.take(reject, never);
    await sink.close?.();
    expect(received[0]?.headers).toMatchObject({ "webhook-id": "1", authorization: "Bearer x" });
    expect(received[0]?.headers).not.toHaveProperty("webhook-signature");
    expect(equals(RejectSchema, fromJsonString(RejectSchema, received[0]!.body), reject)).toBe(true);
  });

  it("is sent what is signed where there is a secret", async () => {
    const { received, url } = await receiver(200);
    const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
    const sink = httpErrorSink({ url, secret, allowInternal: true });
    await sink.take(reject, never);
    await sink.close?.();
    expect(verifyWebhook(received[0]!.headers, received[0]!.body, { secret })).toBe(true);
  });

  it.each([
    [503, "WEBHOOK_FAILED"],
    [422, "DELIVERY_REFUSED"],
  ])("that answers %i has not taken it (%s)", async (status, code) => {
    const { url } = await receiver(status);
    const sink = httpErrorSink({ url, allowInternal: true });
    await expect(sink.take(reject, never)).rejects.toMatchObject({ code });
    await sink.close?.();
  });

  it("is not inside, unless that is meant", () => {
    expect(() => httpErrorSink({ url: "http://127.0.0.1/rejects" })).toThrow(DeclarationError);
  });
});
