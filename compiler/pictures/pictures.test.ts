import { describe, expect, it } from "vitest";
import { graphOf, movies } from "./graph-of.test-support.js";
import { toDot } from "./to-dot.js";
import { toGraphJson } from "./to-json.js";
import { toMermaid } from "./to-mermaid.js";
import { toSvg } from "./to-svg.js";

/** Names that no check lets through: a picture must stay one whatever it is given. */
const hostile = graphOf('a"<&\\\n]', {
  inputs: ['x.v1."]; end <script>'],
  steps: ['end"] --> (x.v1."]; end <script>) x.v1.B\\'],
  outputs: ["x.v1.B\\"],
});

const small = graphOf("test.v1.Small", { inputs: ["I"], steps: ["FetchA(I) X", "B(X) O"], outputs: ["O"] });

describe("the Mermaid picture", () => {
  it("has round messages, boxes for steps, and a message's name on arrows between steps", () => {
    expect(toMermaid(small).split("\n")).toEqual([
      "flowchart LR",
      '  input0(["I"])',
      '  step1["FetchA"]',
      '  step2["B"]',
      '  output3(["O"])',
      "  input0 --> step1",
      '  step1 -- "X" --> step2',
      "  step2 --> output3",
      "  classDef port fill:none,stroke-dasharray:4 3",
      "  class input0,output3 port",
      "",
    ]);
  });

  it("escapes what could end a label or be markup", () => {
    expect(toMermaid(hostile).split("\n").slice(1, 4)).toEqual([
      '  input0(["#34;#93;#59; end #60;script#62;"])',
      '  step1["end#34;#93; --#62; "]',
      '  output2(["B#92;"])',
    ]);
  });
});

describe("the DOT picture", () => {
  it("has oval messages, boxes for steps, and a message's name on arrows between steps", () => {
    expect(toDot(small).split("\n")).toEqual([
      'digraph "test.v1.Small" {',
      "  rankdir=LR;",
      '  node [shape=box, style=rounded, fontname="Helvetica,Arial,sans-serif"];',
      '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=10];',
      '  "input test.v1.I" [label="I", shape=oval, style=dashed];',
      '  "step FetchA" [label="FetchA"];',
      '  "step B" [label="B"];',
      '  "output test.v1.O" [label="O", shape=oval, style=dashed];',
      '  "input test.v1.I" -> "step FetchA";',
      '  "step FetchA" -> "step B" [label="X"];',
      '  "step B" -> "output test.v1.O";',
      "}",
      "",
    ]);
  });

  it("escapes quotes, backslashes and line breaks", () => {
    expect(toDot(hostile)).toContain('digraph "a\\"<&\\\\ ]" {');
    expect(toDot(hostile)).toContain('  "step end\\"] --> " -> "output x.v1.B\\\\";');
  });
});

describe("the JSON picture", () => {
  it("has boxes, arrows, messages and policies", () => {
    expect(JSON.parse(toGraphJson(small))).toEqual({
      graph: "test.v1.Small",
      version: "1",
      nodes: [
        { id: "input test.v1.I", kind: "input", message: "test.v1.I" },
        {
          id: "step FetchA",
          kind: "step",
          name: "FetchA",
          message: "test.v1.X",
          cardinality: "one",
          version: "1",
          policies: { timeout: "2s" },
          declared: { file: "test.graph.ts", line: 1, column: 1 },
        },
        {
          id: "step B",
          kind: "step",
          name: "B",
          message: "test.v1.O",
          cardinality: "one",
          version: "1",
          policies: {},
          declared: { file: "test.graph.ts", line: 1, column: 1 },
        },
        { id: "output test.v1.O", kind: "output", message: "test.v1.O" },
      ],
      edges: [
        { from: "input test.v1.I", to: "step FetchA", role: "argument", message: "test.v1.I", cardinality: "one" },
        { from: "step FetchA", to: "step B", role: "argument", message: "test.v1.X", cardinality: "one" },
        { from: "step B", to: "output test.v1.O", role: "output", message: "test.v1.O", cardinality: "one" },
      ],
      graphs: [],
      messages: ["test.v1.I", "test.v1.O", "test.v1.X"],
    });
  });
});

describe("the SVG picture", () => {
  /** The rectangles of the boxes of a kind, by their label. */
  function boxes(
    svg: string,
    kind: string,
  ): ReadonlyMap<string, { readonly x: number; readonly y: number; readonly width: number }> {
    const found = svg.matchAll(
      new RegExp(
        `<g class="node ${kind}"><rect x="([\\d.]+)" y="([\\d.]+)" width="([\\d.]+)"[^>]*/><text[^>]*>([^<]*)</text>`,
        "g",
      ),
    );
    return new Map(
      [...found].map(([, x, y, width, label]) => [label ?? "", { x: Number(x), y: Number(y), width: Number(width) }]),
    );
  }

  it("stands from left to right, every step once, and what a step needs to its left", () => {
    const svg = toSvg(movies);
    const steps = boxes(svg, "step");
    const xOf = (name: string) => steps.get(name)?.x ?? Number.NaN;
    expect([...steps.keys()].sort()).toEqual(movies.nodes.map((node) => node.id).sort());
    expect(boxes(svg, "input").get("MovieRequest")!.x).toBeLessThan(xOf("FetchMovie"));
    expect(xOf("FetchMovie")).toBeLessThan(xOf("AnalyzeContent"));
    expect(xOf("AnalyzeContent")).toBeLessThan(xOf("ClassifyGenreAndMood"));
    expect(xOf("ClassifyGenreAndMood")).toBeLessThan(xOf("GenerateTags"));
    expect(xOf("GenerateTags")).toBeLessThan(boxes(svg, "output").get("TagSet")!.x);
  });

  it("is as large as what it shows, and follows the reader's colours", () => {
    const svg = toSvg(movies);
    const [, width = "0"] = /viewBox="0 0 ([\d.]+) [\d.]+"/.exec(svg) ?? [];
    const output = boxes(svg, "output").get("TagSet")!;
    expect(Number(width)).toBeCloseTo(24 + output.x + output.width + 24, 0);
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
  });

  it("names each message on its arrow, in full in its tooltip", () => {
    const svg = toSvg(movies);
    expect(svg.match(/<text class="label" [^>]*>Movie<\/text>/g)).toHaveLength(3);
    expect(svg).toContain("<title>movies.v1.ContentAnalysis</title>");
  });

  it("is the same whatever the order of declaration", () => {
    expect(toSvg({ ...movies, nodes: movies.nodes.toReversed() })).toBe(toSvg(movies));
  });

  it("escapes text", () => {
    const svg = toSvg(hostile);
    expect(svg).not.toContain("<script>");
    expect(svg).toContain(">&quot;]; end &lt;script&gt;</text>");
    expect(svg).toContain('aria-label="a&quot;&lt;&amp;\\');
  });
});

describe("the SVG picture of a huge graph", () => {
  it("stands in columns, each step to the right of what it needs", () => {
    const steps = Array.from({ length: 200 }, (_, at) => `S${at}(${at < 3 ? "I" : `M${at - 1}, M${at >> 1}`}) M${at}`);
    const svg = toSvg(graphOf("test.v1.Huge", { inputs: ["I"], steps, outputs: ["M199"] }));
    const xs = new Map([...svg.matchAll(/<text x="([\d.]+)" y="[\d.]+">(S\d+)</g)].map(([, x, id]) => [id, Number(x)]));
    expect(xs.size).toBe(200);
    for (let at = 3; at < 200; at++) expect(xs.get(`S${at}`)).toBeGreaterThan(xs.get(`S${at - 1}`)!);
  });
});
