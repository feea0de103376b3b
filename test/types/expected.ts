/** What one file of cases must be told, by every version of TypeScript. */
interface Case {
  readonly file: string;
  /** What is found there, in words. */
  readonly finds: string;
  /** In order: line and column, the first word that is underlined, the sentence; `…` where more stands before it. */
  readonly errors: readonly string[];
}

/** All files of `cases/`. The versions agree on every word and every place. */
export const expected: readonly Case[] = [
  {
    file: "missing-producer.ts",
    finds: "a message that nobody provides, at each step that needs it",
    errors: [
      "9:26 QuoteOrder: no step or input of this graph provides orders.v1.Stock",
      "16:11 QuoteOrder: no step or input of this graph provides orders.v1.Customer or orders.v1.Stock",
      "23:11 FetchCustomer: no step or input of this graph provides orders.v1.Order",
      "23:26 QuoteOrder: no step or input of this graph provides orders.v1.Order",
      "23:38 FetchStock: no step or input of this graph provides orders.v1.Order",
      "30:11 use: no step or input of this graph provides orders.v1.Invoice",
    ],
  },
  {
    file: "second-producer.ts",
    finds: "all producers of a message that has several",
    errors: [
      "9:11 Bill: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "9:17 BillLater: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "16:11 Bill: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "16:17 use: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "23:11 Bill: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "23:29 Bill: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
    ],
  },
  {
    file: "produced-input.ts",
    finds: "a step that produces an input",
    errors: ["9:11 Bill: orders.v1.Invoice is an input of this graph, and a step produces it too"],
  },
  {
    file: "outputs.ts",
    finds: "an output that no step produces",
    errors: [
      "8:28 PaymentSchema: no step of this graph produces orders.v1.Payment",
      "15:13 QuoteSchema: orders.v1.Quote is an input of this graph, and no step produces it",
    ],
  },
  {
    file: "step-forms.ts",
    finds: "faults in steps of every form",
    errors: [
      "43:5 fetchCustomer: no step or input of this graph provides orders.v1.Shipment",
      "44:5 fetchStock: no step or input of this graph provides orders.v1.Shipment",
      "45:5 QuoteOrder: no step or input of this graph provides orders.v1.Shipment",
      "46:5 Pay: no step or input of this graph provides orders.v1.Shipment",
      "47:5 Receive: no step or input of this graph provides orders.v1.Shipment",
      "48:5 use: no step or input of this graph provides orders.v1.Shipment",
      "52:5 (: no step or input of this graph provides orders.v1.Shipment",
      "60:11 BillTwice: no step or input of this graph provides orders.v1.Quote",
    ],
  },
  {
    file: "message-forms.ts",
    finds: "messages in lists, streams, promises, where they are optional and where they are lazy",
    errors: [
      "41:11 TakeList: no step or input of this graph provides orders.v1.Order",
      "41:21 TakeStream: no step or input of this graph provides orders.v1.Order",
      "41:33 TakeOptional: no step or input of this graph provides orders.v1.Order",
      "41:47 TakeOmitted: no step or input of this graph provides orders.v1.Order",
      "41:60 TakeNested: no step or input of this graph provides orders.v1.Order",
      "64:11 MakeList: orders.v1.Order is produced more than once in this graph: a message has one producer",
      "64:21 MakeListLater: orders.v1.Order is produced more than once in this graph: a message has one producer",
      "64:36 MakeStream: orders.v1.Order is produced more than once in this graph: a message has one producer",
      "64:48 MakeOptional: orders.v1.Order is produced more than once in this graph: a message has one producer",
      "74:13 QuoteSchema: no step of this graph produces orders.v1.Quote",
      "74:26 InvoiceSchema: no step of this graph produces orders.v1.Invoice",
      "75:11 ShipTwice: no step or input of this graph provides orders.v1.Quote or orders.v1.Invoice",
      "86:11 TakeLazy: no step or input of this graph provides orders.v1.Order",
    ],
  },
  {
    file: "functions.ts",
    finds: "messages that a condition, a fallback, a key or a selector takes, and nobody provides",
    errors: [
      "25:11 use: no step or input of this graph provides orders.v1.Order",
      "32:11 use: no step or input of this graph provides orders.v1.Quote or orders.v1.Order or orders.v1.Stock",
      "39:11 use: no step or input of this graph provides orders.v1.Shipment",
      "46:11 use: no step or input of this graph provides orders.v1.Customer",
      "54:5 use: no step or input of this graph provides orders.v1.Invoice or orders.v1.Order or orders.v1.Shipment or orders.v1.Customer",
      "66:11 choose: no step or input of this graph provides orders.v1.Customer",
    ],
  },
  {
    file: "fallbacks.ts",
    finds: "a fallback that returns another message than its step, or another number of them",
    errors: [
      "15:48 fallback: the fallback returns orders.v1.Invoice, and its step orders.v1.Payment",
      "21:22 fallback: the fallback returns orders.v1.Invoice, and its step orders.v1.Payment",
      "25:3 fallback: the fallback returns orders.v1.Invoice, and its step a stream of orders.v1.Order",
      "28:37 fallback: the fallback returns orders.v1.Payment or nothing, and its step orders.v1.Payment",
      "31:3 fallback: the fallback returns orders.v1.Order, and its step a stream of orders.v1.Order",
      "37:45 fallback: the fallback returns a stream of orders.v1.Order, and its step a list of orders.v1.Order",
    ],
  },
  {
    file: "choices.ts",
    finds:
      "branches of another message, keys without a branch and branches without a key, and what a choice lacks in its graph",
    errors: [
      "23:3 later: a branch that returns orders.v1.Payment, where this choice makes orders.v1.Invoice",
      "28:3 now: a branch that returns orders.v1.Payment, where this choice makes orders.v1.Invoice",
      "33:3 by: by may return 'later', and no branch has that key",
      "35:3 soon: by never returns 'soon'",
      "39:3 by: by may return 'later', and no branch has that key",
      "44:3 by: by may return any text: its return type is to name the keys of the branches",
      "53:58 later: a branch that returns orders.v1.Payment, where this choice makes orders.v1.Invoice",
      "61:5 choose: no step or input of this graph provides orders.v1.Customer",
      "62:5 choose: no step or input of this graph provides orders.v1.Order",
      "74:11 Bill: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "74:17 choose: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
    ],
  },
  {
    file: "inner-graphs.ts",
    finds: "a graph in a graph whose inputs nobody provides, or whose outputs somebody else produces",
    errors: [
      "38:11 quoting: no step or input of this graph provides orders.v1.Order",
      "38:20 paying: no step or input of this graph provides orders.v1.Customer",
      "45:11 use: no step or input of this graph provides orders.v1.Order",
      "52:11 quoting: orders.v1.Quote is produced more than once in this graph: a message has one producer; orders.v1.Stock is produced more than once in this graph: a message has one producer",
      "52:20 FetchStock: orders.v1.Stock is produced more than once in this graph: a message has one producer",
      "52:32 use: orders.v1.Quote is produced more than once in this graph: a message has one producer; orders.v1.Stock is produced more than once in this graph: a message has one producer",
      "59:28 InvoiceSchema: no step of this graph produces orders.v1.Invoice",
    ],
  },
  {
    file: "ports.ts",
    finds: "what is optional or awaited in the wrong list, and what is right there",
    errors: [
      "14:25 optional: optional is for outputs: an input is given, or arrives later and is awaited",
      "15:13 awaited: awaited is for inputs: an output that may be absent is optional",
      "22:13 optional: orders.v1.Quote is an input of this graph, and no step produces it",
      "22:36 optional: no step of this graph produces orders.v1.Stock",
      "30:11 QuoteOrder: orders.v1.Quote is an input of this graph, and a step produces it too",
    ],
  },
  {
    file: "runs.ts",
    finds: "nothing where a run gives and takes what it says",
    errors: [],
  },
  {
    file: "look-alike.ts",
    finds: "a message of another name for another, whatever its fields",
    errors: [
      "13:28 InvoiceSchema: no step of this graph produces billing.v1.Invoice",
      "14:17 PayOther: no step or input of this graph provides billing.v1.Invoice",
    ],
  },
  {
    file: "several-faults.ts",
    finds: "all faults of a graph, and of one step",
    errors: [
      "19:43 OrderSchema: orders.v1.Order is an input of this graph, and no step produces it",
      "20:11 Bill: no step or input of this graph provides orders.v1.Quote; orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "20:17 FetchStock: orders.v1.Stock is an input of this graph, and a step produces it too",
      "20:29 BillFromStock: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "20:44 Pay: orders.v1.Payment is produced more than once in this graph: a message has one producer",
      "20:49 Pay: orders.v1.Payment is produced more than once in this graph: a message has one producer",
    ],
  },
  {
    file: "spread.ts",
    finds: "faults in lists that are put together, though after a spread TypeScript underlines the whole",
    errors: [
      "18:11 Pay: no step or input of this graph provides orders.v1.Invoice",
      "25:3 steps: … no step or input of this graph provides orders.v1.Invoice",
      "30:32 parts: … no step or input of this graph provides orders.v1.Invoice",
      "32:49 Pay: no step or input of this graph provides orders.v1.Invoice",
    ],
  },
  {
    file: "sound.ts",
    finds: "nothing in sound graphs",
    errors: [],
  },
  {
    file: "unknown-length.ts",
    finds: "nothing that depends on a list of unknown length",
    errors: [
      "35:16 Bill: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
      "35:22 Bill: orders.v1.Invoice is produced more than once in this graph: a message has one producer",
    ],
  },
  {
    file: "unreadable.ts",
    finds: "nothing that depends on a type which may be anything",
    errors: ["11:29 \": Cannot find module './nowhere.js' or its corresponding type declarations."],
  },
  {
    file: "current.ts",
    finds: "nothing in assertions that hold",
    errors: [],
  },
  {
    file: "stale-steps.ts",
    finds: "steps that take or return something else than they did",
    errors: [
      stale("61:11 StepIs: what OtherType takes has"),
      stale("62:11 StepIs: what LookAlike returns has"),
      stale("63:11 StepIs: what Added takes has"),
      stale("64:11 StepIs: what AddedOptional takes has"),
      stale("65:11 StepIs: what Removed takes has"),
      stale("66:11 StepIs: what Reordered takes has"),
      stale("67:11 StepIs: what OtherReturn returns has"),
      stale("68:11 StepIs: what TakesList takes has"),
      stale("69:11 StepIs: what TakesStream takes has"),
      stale("70:11 StepIs: what TakesOptional takes has"),
      stale("71:11 StepIs: what TakesAny takes has"),
      stale("72:11 StepIs: what ReturnsList returns has"),
      stale("73:11 StepIs: what ReturnsStream returns has"),
      stale("74:11 StepIs: what ReturnsOptional returns has"),
      stale("75:11 StepIs: what ReturnsNull returns has"),
      stale("76:11 StepIs: what ReturnsNothing returns has"),
      stale("77:11 StepIs: what ReturnsUnion returns has"),
      stale("78:11 StepIs: what asFunction takes has"),
      stale("79:11 StepIs: NoStep has"),
      stale("91:11 StepIs: what One takes has"),
      stale("92:11 StepIs: what One takes has"),
      stale("93:11 StepIs: what One takes has"),
      stale("94:11 StepIs: what One returns has"),
      stale("95:11 StepIs: what One returns has"),
      stale("96:11 StepIs: what Stream takes has"),
      stale("97:11 StepIs: what Stream returns has"),
      stale("105:11 StepIs: what Later takes has"),
      stale("106:11 StepIs: what Later takes has"),
      stale("107:11 StepIs: what One takes has"),
      stale("108:11 StepIs: what Stream takes has"),
    ],
  },
  {
    file: "stale-graphs.ts",
    finds: "graphs with another name, other inputs, outputs or steps than they had",
    errors: [
      stale("31:11 GraphIs: the inputs of orders.v1.Quoting have"),
      stale("32:11 GraphIs: the inputs of orders.v1.Quoting have"),
      stale("33:11 GraphIs: the outputs of orders.v1.Quoting have"),
      stale("34:11 GraphIs: the outputs of orders.v1.Quoting have"),
      stale("35:11 GraphIs: the steps of orders.v1.Quoting have"),
      stale("36:11 GraphIs: the steps of orders.v1.Quoting have"),
      stale("37:11 GraphIs: the steps of orders.v1.Quoting have"),
      stale("38:11 GraphIs: the name of orders.v1.Pricing has"),
      stale("51:11 GraphIs: the inputs of orders.v1.Prices have"),
      stale("52:11 GraphIs: the outputs of orders.v1.Prices have"),
      stale("56:11 GraphIs: the steps of orders.v1.Prices have"),
      stale("58:5 GraphIs: the steps of orders.v1.Prices have"),
      stale("66:5 GraphIs: the steps of orders.v1.Prices have"),
      stale("74:5 GraphIs: the steps of orders.v1.Prices have"),
      stale("82:5 GraphIs: the steps of orders.v1.Prices have"),
      stale("116:11 Paying: the steps of orders.v1.Paying have"),
      stale("117:11 Paying: the steps of orders.v1.Paying have"),
      stale("118:11 Paying: the steps of orders.v1.Paying have"),
      stale("119:11 Paying: the steps of orders.v1.Paying have"),
      stale("120:11 Paying: the steps of orders.v1.Paying have"),
      stale("121:11 Paying: the steps of orders.v1.Paying have"),
      stale("122:11 Paying: the steps of orders.v1.Paying have"),
    ],
  },
  {
    file: "steps.ts",
    finds: "nothing in the steps that the cases share",
    errors: [],
  },
];

function stale(what: string): string {
  return `${what} changed since this file was generated: run \`protograph generate\``;
}
