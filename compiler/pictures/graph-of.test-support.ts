import { create } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { PoliciesSchema } from "../../generated/protograph/v1/plan_pb.js";
import type { Graph, Port, Producer, StepNode } from "../graph/model.js";
import type { MessageRef } from "../source/declarations.js";

const span = { file: "test.graph.ts", line: 1, column: 1, endLine: 1, endColumn: 2 };

/**
 * Makes a graph for tests of pictures out of text: `"Fetch(Request) Movie"` is a step Fetch that takes a Request and
 * makes a Movie. Messages without a dot are in `test.v1`.
 */
export function graphOf(
  name: string,
  parts: { readonly inputs: readonly string[]; readonly steps: readonly string[]; readonly outputs: readonly string[] },
): Graph {
  const inputs = parts.inputs.map(port);
  const nodes = parts.steps.map(stepOf);
  const producers = new Map<string, Producer[]>();
  const provide = (of: string, producer: Producer) => producers.set(of, [...(producers.get(of) ?? []), producer]);
  for (const port of inputs) provide(port.message.name, { kind: "input", port });
  for (const node of nodes) {
    for (const product of node.products) provide(product.message.name, { kind: "node", node, product });
  }
  return {
    name,
    version: "1",
    durability: undefined,
    doc: "",
    span,
    exported: undefined,
    listSpans: new Map(),
    inputs,
    outputs: parts.outputs.map(port),
    nodes,
    unlisted: new Map(),
    producers,
    unread: { products: new Set(), needs: false, lists: new Set() },
    broken: false,
    included: true,
    nesting: "known",
  };
}

function port(text: string): Port {
  return { message: message(text), span, optional: false, awaited: undefined };
}

/** The five steps that tag a film. */
export const movies: Graph = graphOf("movies.v1.MovieTagging", {
  inputs: ["movies.v1.MovieRequest"],
  steps: [
    "GenerateTags(movies.v1.Movie, movies.v1.DirectorProfile, movies.v1.Classification) movies.v1.TagSet",
    "ClassifyGenreAndMood(movies.v1.ContentAnalysis, movies.v1.DirectorProfile) movies.v1.Classification",
    "AnalyzeContent(movies.v1.Movie) movies.v1.ContentAnalysis",
    "FetchDirectorProfile(movies.v1.Movie) movies.v1.DirectorProfile",
    "FetchMovie(movies.v1.MovieRequest) movies.v1.Movie",
  ],
  outputs: ["movies.v1.TagSet"],
});

function stepOf(text: string): StepNode {
  const [, id = "", taken = "", made = ""] = /^(.+)\((.*)\) (.+)$/.exec(text) ?? [];
  const names = taken.split(", ").filter(Boolean);
  const parameters = names.map((name) => ({
    name: "parameter",
    span,
    shape: { message: message(name), cardinality: "one" as const },
  }));
  const product = { message: message(made), cardinality: "one" as const };
  return {
    kind: "step",
    id,
    version: "1",
    span,
    declared: span,
    needs: parameters.map((parameter) => ({ ...parameter, role: "argument", branch: undefined })),
    products: [{ ...product, span }],
    when: undefined,
    fallback: undefined,
    rateLimitKey: undefined,
    optionSpans: new Map(),
    faulty: false,
    policies: create(PoliciesSchema, id.startsWith("Fetch") ? { timeout: durationFromMs(2000) } : {}),
    step: {
      declaration: {
        kind: "class",
        name: id,
        doc: "",
        span,
        file: "/test.ts",
        exported: undefined,
        compute: undefined,
        fault: undefined,
        services: [],
        broken: false,
      },
      parameters,
      product,
      meant: [],
      productSpan: span,
    },
  };
}

function message(text: string): MessageRef {
  const name = text.includes(".") ? text : `test.v1.${text}`;
  return { name, file: "/test_pb.ts", exportName: name.slice(name.lastIndexOf(".") + 1), package: undefined };
}
