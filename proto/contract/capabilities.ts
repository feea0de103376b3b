import {
  Cardinality,
  Durability,
  type Node,
  type Plan,
  RateLimitScope,
} from "../../generated/protograph/v1/plan_pb.js";

/**
 * What plans may ask of an engine, and the version of each in this release: a greater minor version asks for more, another
 * major version for something else.
 */
export const capabilities = {
  "branch.choice": "v1.0",
  "branch.condition": "v1.0",
  "cancel.cooperative": "v1.0",
  "checkpoint.sync": "v1.0",
  "effect.barrier": "v1.0",
  "fan.parallel": "v1.0",
  "fan.tolerant": "v1.0",
  "limit.breaker": "v1.0",
  "limit.bulkhead": "v1.0",
  "limit.rate": "v1.0",
  "limit.rate.global": "v1.0",
  "retry.backoff": "v1.0",
  "signal.pause": "v1.0",
  "step.fallback": "v1.0",
  "stream.backpressure": "v1.0",
  "timer.durable": "v1.0",
  "value.lazy": "v1.0",
  "value.optional": "v1.0",
  "wait.message": "v1.0",
} as const;

export type CapabilityName = keyof typeof capabilities;

/** What an engine must be able to do to run a plan, sorted, as the plan has it: `fan.parallel@v1.0`. */
export function requiredCapabilities({ inputs, nodes, durability }: Plan): string[] {
  const names = new Set<CapabilityName>(nodes.flatMap(requiredByNode));
  const awaited = inputs.flatMap((input) => input.awaited ?? []);
  if (awaited.length > 0) names.add("wait.message");
  if (awaited.some(({ within }) => within)) names.add("timer.durable");
  if (durability === Durability.SYNC) names.add("checkpoint.sync");
  return [...names].sort().map((name) => `${name}@${capabilities[name]}`);
}

function requiredByNode(node: Node): readonly CapabilityName[] {
  const { policies, product, choice } = node;
  const forms = new Set([product?.cardinality, ...node.arguments.map(({ cardinality }) => cardinality)]);
  const isLifted = node.liftedOver.length > 0;
  const asked: Partial<Record<CapabilityName, boolean>> = {
    "branch.choice": choice !== undefined,
    "branch.condition": node.conditions.length > 0,
    // Its siblings are cancelled where an item fails, and a call that takes too long is.
    "cancel.cooperative": policies?.timeout !== undefined || (isLifted && !policies?.itemFailure),
    "checkpoint.sync": policies?.durability === Durability.SYNC,
    "effect.barrier": policies?.effect === true,
    "fan.parallel": isLifted,
    "fan.tolerant": policies?.itemFailure !== undefined,
    "limit.breaker": policies?.breaker !== undefined,
    "limit.bulkhead": policies?.bulkhead !== undefined,
    "limit.rate": policies?.rateLimit !== undefined,
    "limit.rate.global": policies?.rateLimit?.scope === RateLimitScope.GLOBAL,
    "retry.backoff": policies?.retry !== undefined,
    "step.fallback": policies?.fallback === true,
    "stream.backpressure": forms.has(Cardinality.STREAM),
    "value.lazy": forms.has(Cardinality.LAZY),
    "value.optional": forms.has(Cardinality.OPTIONAL),
  };
  return (Object.keys(asked) as CapabilityName[]).filter((name) => asked[name] === true);
}
