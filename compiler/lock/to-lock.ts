import type { DescMessage } from "@bufbuild/protobuf";
import type { Config } from "../config/config.js";
import type { FlatStep } from "../graph/flat.js";
import type { PlannedFlow } from "../plan/to-flow-plan.js";
import type { Planned } from "../plan/to-plan.js";
import type { Descriptors } from "../protos/descriptors.js";
import type { Front } from "../source/front.js";
import type { MessageRef } from "../source/declarations.js";
import type { Lock } from "./lock.js";
import { pruneProtos } from "./prune-protos.js";
import { ReachedSource } from "./reached-source.js";

/** What a sound project comes to. */
export interface Locked {
  readonly planned: readonly Planned[];
  readonly flows: readonly PlannedFlow[];
  readonly descriptors: Descriptors;
  readonly config: Config;
  readonly front: Front;
}

/** The contracts of a project as it is now. */
export function toLock({ planned, flows, descriptors, config, front }: Locked): Lock {
  const source = new ReachedSource(config, front);
  const messages = new Map(planned.flatMap(messagesOf).map((message) => [message.name, message]));
  const values = [...messages.values()].map((message) => descriptors.message(message));
  return {
    graphs: new Map(
      planned.map(({ plan, flat }) => {
        const steps = flat.nodes.filter((node): node is FlatStep => node.kind === "step");
        return [plan.graph, { plan, sources: new Map(steps.map((step) => [step.id, sourceOf(step, source)])) }];
      }),
    ),
    flows: new Map(flows.map(({ plan }) => [plan.flow, plan])),
    protos: pruneProtos([...new Set([...values, ...flows.flatMap(handedOn)])]),
  };
}

/** A step, and the functions that are called beside it. */
function sourceOf({ use }: FlatStep, source: ReachedSource): string {
  const beside = [use.when, use.fallback, use.rateLimitKey].flatMap((each) => each?.span ?? []);
  return source.digest([use.step.declaration.span, ...beside]);
}

function messagesOf({ graph, flat }: Planned): readonly MessageRef[] {
  return [...graph.inputs.map(({ message }) => message), ...flat.nodes.map(({ product }) => product.message)];
}

/** What a flow hands on: a message that an exception becomes is no value of any graph. */
function handedOn({ flat }: PlannedFlow): readonly DescMessage[] {
  return flat.handoffs.flatMap(({ handoff: { published, consumed } }) =>
    [published?.desc, consumed?.desc].filter((desc) => desc !== undefined),
  );
}
