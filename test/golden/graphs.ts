import type { CompiledGraph, EngineOptions } from "protograph";
import type { GoldenGraph } from "./engine-under-test.js";
import { Approving } from "./generated/golden/v1/approving.graph.js";
import { Charging } from "./generated/golden/v1/charging.graph.js";
import { Confirming } from "./generated/golden/v1/confirming.graph.js";
import { Exacting } from "./generated/golden/v1/exacting.graph.js";
import { Giving } from "./generated/golden/v1/giving.graph.js";
import { Haggling } from "./generated/golden/v1/haggling.graph.js";
import { Hello } from "./generated/golden/v1/hello.graph.js";
import { Hurried } from "./generated/golden/v1/hurried.graph.js";
import { Invoicing } from "./generated/golden/v1/invoicing.graph.js";
import { Obliging } from "./generated/golden/v1/obliging.graph.js";
import { Packing } from "./generated/golden/v1/packing.graph.js";
import { Patient } from "./generated/golden/v1/patient.graph.js";
import { Persistent } from "./generated/golden/v1/persistent.graph.js";
import { Promising } from "./generated/golden/v1/promising.graph.js";
import { Quoting } from "./generated/golden/v1/quoting.graph.js";
import { Shipping } from "./generated/golden/v1/shipping.graph.js";
import { Streaming } from "./generated/golden/v1/streaming.graph.js";
import { Strict } from "./generated/golden/v1/strict.graph.js";
import type { Stage } from "./steps/stage.js";

type Staged = new (services: { readonly stage: Stage }, options?: EngineOptions) => CompiledGraph;

function golden(name: string, Graph: Staged): GoldenGraph {
  return { name: `golden.v1.${name}`, make: (services, options) => new Graph(services, options) };
}

/** The compiled graphs of the golden plans. */
export const graphs = {
  approving: golden("Approving", Approving),
  charging: golden("Charging", Charging),
  confirming: golden("Confirming", Confirming),
  exacting: golden("Exacting", Exacting),
  giving: golden("Giving", Giving),
  haggling: golden("Haggling", Haggling),
  hello: golden("Hello", Hello),
  hurried: golden("Hurried", Hurried),
  invoicing: golden("Invoicing", Invoicing),
  obliging: golden("Obliging", Obliging),
  packing: golden("Packing", Packing),
  patient: golden("Patient", Patient),
  persistent: golden("Persistent", Persistent),
  promising: golden("Promising", Promising),
  quoting: golden("Quoting", Quoting),
  shipping: golden("Shipping", Shipping),
  streaming: golden("Streaming", Streaming),
  strict: golden("Strict", Strict),
} as const;
