import { create } from "@bufbuild/protobuf";
import { consoleLog, type EngineOptions, type RunEvent } from "protograph";
import { describe, expect, it } from "vitest";
import { Absence } from "./generated/language/v1/absence.graph.js";
import { Approvals } from "./generated/language/v1/approvals.graph.js";
import { Choices } from "./generated/language/v1/choices.graph.js";
import { Conditions } from "./generated/language/v1/conditions.graph.js";
import { Items } from "./generated/language/v1/items.graph.js";
import { ApprovalSchema, type Text, TextSchema } from "./generated/language/v1/language_pb.js";
import { Laziness } from "./generated/language/v1/laziness.graph.js";
import { Lists } from "./generated/language/v1/lists.graph.js";
import { Nested } from "./generated/language/v1/nested.graph.js";
import { One } from "./generated/language/v1/one.graph.js";
import { Streams } from "./generated/language/v1/streams.graph.js";

const options: EngineOptions = { log: consoleLog("silent") };
const rhyme = "one for sorrow\ntwo for joy\nthree for a girl\nfour for a boy\nfive for silver";

function text(body: string): Text {
  return create(TextSchema, { body });
}

describe("the page about the language says truly that", () => {
  it("one message makes one", async () => {
    expect((await new One({}, options).words(text("four words of text"))).count).toBe(4);
  });

  it("a step that takes one is called for each of a list, in order, and what takes the list is called once", async () => {
    const graph = new Lists({}, options);
    expect((await graph.words(text(rhyme))).map(({ count }) => count)).toEqual([3, 3, 4, 4, 3]);
    expect((await graph.report(text(rhyme))).body).toBe("three for a girl");
  });

  it("leaving a stream early ends what makes it", async () => {
    const run = new Streams({}, options).report(text(`${rhyme}\n`.repeat(1000)));
    expect((await run).body).toBe("line 3");
    // The window bounds how far the 5000 lines were read.
    expect(run.snapshot().steps.wordsOf?.items?.total).toBeLessThan(20);
  });

  it("what may be absent skips what requires it, and reaches what does not as undefined", async () => {
    const graph = new Absence({}, options);
    expect((await graph.report(text("# A title"))).body).toBe("“A title”");
    expect((await graph.report(text("none"))).body).toBe("untitled");
    expect((await graph.words(text("# A title")))?.count).toBe(2);
    const run = graph.words(text("none"));
    expect(await run).toBeUndefined();
    expect(run.snapshot().steps.measureTitle).toMatchObject({ status: "SKIPPED", reason: "INPUT_ABSENT" });
  });

  it("what is lazy runs only when it is asked for", async () => {
    const graph = new Laziness({}, options);
    const asking = graph.report(text("who is there?"));
    expect((await asking).body).toBe("there? is who");
    expect(asking.snapshot().steps.reverse?.status).toBe("SUCCEEDED");
    const telling = graph.report(text("it is me"));
    expect((await telling).body).toBe("it is me");
    expect(telling.snapshot().steps.reverse).toMatchObject({ status: "SKIPPED", reason: "NOT_NEEDED" });
  });

  it("a step with a condition is skipped where it is false", async () => {
    const graph = new Conditions({}, options);
    expect((await graph.report(text("one two three four five six")))?.body).toBe("long: one two …");
    const run = graph.report(text("one two"));
    expect(await run).toBeUndefined();
    expect(run.snapshot().steps.warn).toMatchObject({ status: "SKIPPED", reason: "CONDITION_FALSE" });
  });

  it("of a choice one branch runs, with just what it needs, and the choice is an event before it starts", async () => {
    const graph = new Choices({}, options);
    expect((await graph.report(text("go I can"))).body).toBe("can I go?");
    const events: RunEvent[] = [];
    const long = graph.report(text("one two three four five six"), { onEvent: (event) => events.push(event) });
    expect((await long).body).toBe("“one two three four five six”");
    expect(long.snapshot().steps.reverse).toMatchObject({ status: "SKIPPED", reason: "NOT_NEEDED" });
    const named = events.map((event) => ("step" in event ? `${event.type} ${event.step}` : event.type));
    expect(named.indexOf("StepChosen Report")).toBeGreaterThan(-1);
    expect(named.indexOf("StepChosen Report")).toBeLessThan(named.indexOf("StepStarted Report/long"));
  });

  it("a graph in a graph is a step, whose own steps carry both names", async () => {
    const run = new Nested({}, options).letter(text(rhyme));
    expect((await run).body).toBe("Dear reader, three for a girl");
    expect(Object.keys(run.snapshot().steps).toSorted()).toEqual([
      "Longest/lines",
      "Longest/longest",
      "Longest/measure",
      "writeLetter",
    ]);
  });

  it("an awaited message is delivered to the run, which waits for it", async () => {
    const run = new Approvals({}, options).letter(text("Pay 12"));
    await run.deliver(create(ApprovalSchema, { by: "Ada" }));
    expect((await run).body).toBe("Pay 12 (approved by Ada)");
  });

  it("collected items are left out and named", async () => {
    expect((await new Items({}, options).report(text("1\n2\nx\n4"))).body).toBe("7, without line 2");
  });
});
