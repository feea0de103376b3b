import { create } from "@bufbuild/protobuf";
import { RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import { type Conduct, crashedIn, crashedTwice, failingIn, pausedIn, retriedAfter, undisturbed } from "./conducts.js";
import type { GoldenGraph } from "./engine-under-test.js";
import { ApprovalSchema, type Order, OrderSchema } from "./generated/golden/v1/golden_pb.js";
import { graphs } from "./graphs.js";
import type { Scene } from "./scene.js";

/** One way to an end, and what may happen on it. */
export interface GoldenPlan {
  readonly graph: GoldenGraph;
  /** Short name of the message asked for. */
  readonly output: string;
  readonly input: Order;
  readonly ends: RunState;
  /** Each leaves the same snapshot. */
  readonly conducts: Readonly<Record<string, Conduct>>;
}

const order = create(OrderSchema, { id: "o-1", skus: ["tea", "cup", "spoon"] });
const express = create(OrderSchema, { ...order, express: true });
const present = create(OrderSchema, { ...order, gift: true });
const odd = create(OrderSchema, { id: "o-2", skus: ["tea", "unknown-7", "cup", "pot", "spoon"] });

const approval = create(ApprovalSchema, { by: "the manager" });

/** Delivers what the run waits for, after something has happened. */
function approvedAfter(...happens: readonly ((scene: Scene) => Promise<void>)[]): Conduct {
  return async (scene) => {
    await scene.start();
    for (const happen of happens) await happen(scene);
    await scene.deliver(approval, "the-approval");
    // The same once more, as whoever got no answer would: it is one delivery.
    await scene.deliver(approval, "the-approval").catch(() => undefined);
    await scene.end();
  };
}

const parked = (scene: Scene) => scene.untilState(RunState.PARKED);

/** The price is never found in time. */
const late: Conduct = async (scene) => {
  scene.script.hold("FindPrice");
  await scene.start();
  await scene.end();
};

/** Cancelled while a step works, after something has happened. */
function cancelledIn(step: string, happens?: (scene: Scene) => Promise<void>): Conduct {
  return async (scene) => {
    const { reached } = scene.script.hold(step);
    await scene.start();
    await reached;
    await scene.untilDone("CheckStock", "FindPrice");
    if (happens) {
      await happens(scene);
      const again = scene.script.hold(step);
      await scene.recover();
      await again.reached;
    }
    await scene.run.cancel("nobody wants it any more");
    await scene.end();
  };
}

const completed = RunState.COMPLETED;
const failed = RunState.FAILED;

/** All golden plans, by what they are about. */
export const plans: Readonly<Record<string, GoldenPlan>> = {
  "hello world": { graph: graphs.hello, output: "Greeting", input: order, ends: completed, conducts: { undisturbed } },
  "pause and resume": {
    graph: graphs.invoicing,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: { undisturbed, "paused early": pausedIn("CheckStock"), "paused late": pausedIn("WriteInvoice") },
  },
  "crash and recover": {
    graph: graphs.invoicing,
    output: "Receipt",
    input: express,
    ends: completed,
    conducts: {
      undisturbed,
      "crashed before anything was kept": crashedIn("CheckStock"),
      "crashed in the middle": crashedIn("WriteInvoice", "CheckStock", "FindPrice"),
      "crashed in the last step": crashedIn("FileReceipt", "CheckStock", "FindPrice", "WriteInvoice"),
      "crashed twice": crashedTwice("FindPrice", "FileReceipt"),
    },
  },
  retry: {
    graph: graphs.persistent,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: {
      undisturbed,
      "failing once": failingIn("FindPrice", 1),
      "failing twice": failingIn("FindPrice", 2),
      "crashed in between": async (scene) => {
        scene.script.fail("FindPrice");
        await crashedIn("WriteInvoice", "FindPrice")(scene);
      },
    },
  },
  "retry that parks": {
    graph: graphs.patient,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: {
      undisturbed,
      "parked in between": async (scene) => {
        scene.script.fail("FindPrice");
        await scene.start();
        await parked(scene);
        await scene.wake();
        await scene.end();
      },
      "crashed while it was parked": async (scene) => {
        scene.script.fail("FindPrice");
        await scene.start();
        await parked(scene);
        await scene.crash();
        await scene.wake();
        await scene.recover();
        await scene.end();
        if (scene.script.calls.includes("CheckStock")) throw new Error("CheckStock was kept, and was called again");
      },
    },
  },
  "retry by hand": {
    graph: graphs.invoicing,
    output: "Receipt",
    input: present,
    ends: completed,
    conducts: {
      undisturbed,
      "failed in the middle": retriedAfter("WriteInvoice"),
      "failed in the last step": retriedAfter("FileReceipt"),
      "failed, and tried again from an earlier step on": retriedAfter("FileReceipt", "FindPrice"),
    },
  },
  failure: {
    graph: graphs.invoicing,
    output: "Receipt",
    input: order,
    ends: failed,
    conducts: {
      undisturbed: async (scene) => {
        scene.script.fail("WriteInvoice");
        await undisturbed(scene);
      },
      "tried again and failed again": async (scene) => {
        scene.script.fail("WriteInvoice", 2);
        await undisturbed(scene);
        await scene.untilState(failed);
        await scene.retry();
        await scene.end();
      },
    },
  },
  cancel: {
    graph: graphs.invoicing,
    output: "Receipt",
    input: order,
    ends: RunState.CANCELLED,
    conducts: {
      undisturbed: cancelledIn("WriteInvoice"),
      "crashed before": cancelledIn("WriteInvoice", (scene) => scene.crash()),
    },
  },
  skip: {
    graph: graphs.packing,
    output: "Parcel",
    input: order,
    ends: completed,
    conducts: { undisturbed, "crashed after it": crashedIn("PackParcel") },
  },
  condition: {
    graph: graphs.packing,
    output: "Parcel",
    input: present,
    ends: completed,
    conducts: { undisturbed, crashed: crashedIn("PackParcel", "WrapGift"), paused: pausedIn("WrapGift") },
  },
  choice: {
    graph: graphs.shipping,
    output: "Parcel",
    input: express,
    ends: completed,
    conducts: {
      undisturbed,
      "crashed in the branch": crashedIn("Parcel/air", "FindPrice"),
      "paused before it": pausedIn("FindPrice"),
      "failed in the branch": retriedAfter("Parcel/air"),
    },
  },
  "list with a failed item": {
    graph: graphs.quoting,
    output: "Offer",
    input: odd,
    ends: completed,
    conducts: {
      undisturbed,
      "crashed in an item": crashedIn("QuoteLine pot", "splitOrder"),
      "crashed after them": crashedIn("MakeOffer", "splitOrder", "QuoteLine"),
      "paused in an item": async (scene) => {
        const { reached, release } = scene.script.hold("QuoteLine tea");
        await scene.start();
        await reached;
        await scene.run.pause();
        await scene.untilState(RunState.PAUSED);
        release();
        await scene.run.resume();
        await scene.end();
      },
    },
  },
  "list that an item fails": {
    graph: graphs.exacting,
    output: "Offer",
    input: odd,
    ends: failed,
    conducts: { undisturbed, "crashed before": crashedIn("QuoteLine tea", "splitOrder") },
  },
  stream: {
    graph: graphs.streaming,
    output: "Offer",
    input: present,
    ends: completed,
    conducts: { undisturbed, "crashed in an item": crashedIn("QuoteLine cup") },
  },
  "sub-graph": {
    graph: graphs.confirming,
    output: "Receipt",
    input: odd,
    ends: completed,
    conducts: {
      undisturbed,
      "crashed inside": crashedIn("Quotes/MakeOffer", "Quotes/splitOrder", "Quotes/QuoteLine"),
      "failed inside": retriedAfter("Quotes/MakeOffer"),
    },
  },
  "awaited input": {
    graph: graphs.approving,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: {
      undisturbed: approvedAfter(),
      "parked before": approvedAfter(parked),
      "crashed before": approvedAfter(
        (scene) => scene.untilDone("FindPrice"),
        (scene) => scene.crash(),
        (scene) => scene.recover(),
      ),
      "crashed while it was parked": approvedAfter(
        parked,
        (scene) => scene.crash(),
        (scene) => scene.recover(),
      ),
    },
  },
  timeout: {
    graph: graphs.strict,
    output: "Invoice",
    input: order,
    ends: failed,
    conducts: {
      undisturbed: late,
      "tried again and late again": async (scene) => {
        await late(scene);
        await scene.untilState(failed);
        scene.script.hold("FindPrice");
        await scene.retry();
        await scene.end();
      },
    },
  },
  "timeout and retry": {
    graph: graphs.hurried,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: { undisturbed, "late once": late },
  },
  fallback: {
    graph: graphs.obliging,
    output: "Invoice",
    input: order,
    ends: completed,
    conducts: {
      undisturbed: async (scene) => {
        scene.script.fail("FindPrice");
        await undisturbed(scene);
      },
      "crashed after it": async (scene) => {
        scene.script.fail("FindPrice");
        await crashedIn("WriteInvoice", "FindPrice")(scene);
      },
    },
  },
  "optional output": {
    graph: graphs.giving,
    output: "Gift",
    input: order,
    ends: completed,
    conducts: { undisturbed, crashed: crashedIn("FindGift") },
  },
  "lazy input, asked for": {
    graph: graphs.promising,
    output: "Receipt",
    input: express,
    ends: completed,
    conducts: { undisturbed, "crashed before": crashedIn("PromiseDate"), "crashed in it": crashedIn("CheckStock") },
  },
  "lazy input, not asked for": {
    graph: graphs.promising,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: { undisturbed, crashed: crashedIn("PromiseDate") },
  },
  effect: {
    graph: graphs.charging,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: {
      undisturbed,
      "crashed in it": crashedIn("Charge", "WriteInvoice"),
      "failed in it": retriedAfter("Charge"),
    },
  },
  "a step in memory": {
    graph: graphs.haggling,
    output: "Receipt",
    input: order,
    ends: completed,
    conducts: { undisturbed, crashed: crashedIn("CompareInvoice", "WriteInvoice") },
  },
};
