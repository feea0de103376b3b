import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromJsonString } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { eventOf } from "../history/events.test-support.js";
import { ndjsonSink } from "./ndjson-sink.js";
import type { Sink } from "./sink.js";

const never = new AbortController().signal;
const event = (place: number) => eventOf({ type: "RunPaused", with: { reason: "line\nbreak \u2028" } }, place);

describe("an NDJSON file", () => {
  let folder: string;
  let path: string;
  let sink: Sink;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ndjson-"));
    path = join(folder, "deep", "events.ndjson");
    sink = ndjsonSink("file", path);
  });

  afterEach(async () => {
    await sink.close?.();
    await rm(folder, { recursive: true, force: true });
  });

  const deliver = (...places: readonly number[]) =>
    Promise.all(places.map((place) => sink.deliver(event(place), never)));

  /** The places of the events that a file has, each on a line of its own. */
  async function placesIn(file = path): Promise<readonly number[]> {
    const lines = (await readFile(file, "utf8")).split("\n");
    expect(lines.pop()).toBe("");
    return lines.map((line) => Number(fromJsonString(RunEventSchema, line).runSeq));
  }

  it("has each event on a line, in order, as soon as it is delivered", async () => {
    await deliver(1);
    expect(await placesIn()).toEqual([1]);
    await deliver(2, 3, 4);
    await deliver(5);
    expect(await placesIn()).toEqual([1, 2, 3, 4, 5]);
  });

  it("goes on where an earlier process has stopped, also within a line", async () => {
    await deliver(1);
    await appendFile(path, '{"eventId":"cut o');
    await sink.close?.();
    sink = ndjsonSink("file", path);
    await deliver(2);
    const lines = (await readFile(path, "utf8")).split("\n");
    expect(lines[1]).toBe('{"eventId":"cut o');
    expect(fromJsonString(RunEventSchema, lines[2]!).runSeq).toBe(2n);
  });

  it("is made anew after it was renamed, and the old one keeps what it has", async () => {
    await deliver(1, 2);
    await rename(path, `${path}.1`);
    await deliver(3);
    expect(await placesIn(`${path}.1`)).toEqual([1, 2]);
    expect(await placesIn()).toEqual([3]);
  });

  it("is made anew after it, or its folder, was deleted", async () => {
    await deliver(1);
    await rm(path);
    await deliver(2);
    expect(await placesIn()).toEqual([2]);
    await rm(join(folder, "deep"), { recursive: true });
    await deliver(3);
    expect(await placesIn()).toEqual([3]);
  });

  it("goes on at the start after it was truncated", async () => {
    await deliver(1, 2);
    await truncate(path, 0);
    await deliver(3);
    expect(await placesIn()).toEqual([3]);
  });

  it("goes on in another file that was put in its place", async () => {
    await deliver(1);
    await writeFile(`${path}.new`, "");
    await rename(`${path}.new`, path);
    await deliver(2);
    expect(await placesIn()).toEqual([2]);
  });

  it("takes no event that it cannot write, and takes it when it can", async () => {
    await mkdir(path, { recursive: true });
    await expect(deliver(1)).rejects.toMatchObject({ code: "EISDIR" });
    await rm(path, { recursive: true });
    await deliver(1);
    expect(await placesIn()).toEqual([1]);
  });

  it("loses nothing that was delivered where it is rotated all the time", async () => {
    const kept = new Set<number>();
    const done = new AbortController();
    const rotating = (async () => {
      for (let turn = 0; !done.signal.aborted; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 3));
        await rename(path, `${path}.${turn}`).catch(() => undefined);
        for (const place of await placesIn(`${path}.${turn}`).catch(() => [])) kept.add(place);
      }
    })();
    for (let place = 1; place <= 60; place += 3) await deliver(place, place + 1, place + 2);
    done.abort();
    await rotating;
    // A line that was written while the file was renamed is in the renamed one.
    for (const file of await readdir(join(folder, "deep"))) {
      for (const place of await placesIn(join(folder, "deep", file))) kept.add(place);
    }
    expect([...kept].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });
});
