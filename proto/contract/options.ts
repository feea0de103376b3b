import { create } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { z } from "zod";
import {
  type Backoff,
  BackoffSchema,
  type Breaker,
  BreakerSchema,
  BulkheadSchema,
  Durability,
  type ItemFailure,
  ItemFailureSchema,
  type Policies,
  PoliciesSchema,
  type RateLimit,
  RateLimitAlgorithm,
  RateLimitSchema,
  RateLimitScope,
  type Retry,
  RetrySchema,
} from "../../generated/protograph/v1/plan_pb.js";
import { type BackoffOptions, exponential } from "./backoff.js";
import { type DurationText, formatDuration, parseDuration } from "./duration.js";
import { nameFault } from "./names.js";

/**
 * The options of `use`, as one schema: the runtime applies it to the declared values, the compiler to what it reads of
 * their source. Both turn them into the plan's policies with {@link toPolicies}, so a plan and a declaration can be
 * compared.
 */

const duration = z.custom<DurationText>((value) => typeof value === "string" && parseDuration(value) !== undefined, {
  error: (issue) => `${show(issue.input)} is no duration: write a string with a unit, like "250ms", "2s" or "5m"`,
});

const positiveDuration = duration.refine((text) => parseDuration(text) !== 0, { error: "must be longer than nothing" });

export const functionValue = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", {
  error: (issue) => `${show(issue.input)} is no function`,
});

const backoff = z.strictObject(
  {
    kind: z.enum(["fixed", "exponential"]),
    base: duration,
    factor: z.number().min(1, "factor must be at least 1").max(100, "factor must be at most 100"),
    max: duration,
    jitter: z.number().min(0, "jitter is a share, 0 to 1").max(1, "jitter is a share, 0 to 1"),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? undefined
        : `${show(issue.input)} is no backoff: write fixed("1s") or exponential("100ms", { max: "10s" })`,
  },
);

const retry = z.strictObject({
  attempts: z
    .int("attempts is a whole number")
    .min(1, "attempts is at least 1, the first try")
    .max(100, "attempts is at most 100: every retry has a limit")
    .optional(),
  backoff: backoff.optional(),
  on: z
    .union([z.array(functionValue).min(1, "on names at least one error class"), functionValue], {
      error: "on is a list of error classes, [HttpError], or a function of the error",
    })
    .optional(),
});

const rateLimit = z.strictObject({
  limit: count("limit"),
  per: positiveDuration,
  algorithm: oneOf(["token-bucket", "sliding-window"]).optional(),
  scope: oneOf(["run", "process", "global"]).optional(),
  key: functionValue.optional(),
});

const breaker = z
  .strictObject({
    failures: z
      .number("failures is a number of failures, 5, or a share of the calls, 0.5")
      .refine((failures) => (failures > 0 && failures < 1) || (Number.isInteger(failures) && failures >= 1), {
        error: "failures is a whole number of failures, 5, or a share of the calls, 0.5",
      })
      .refine((failures) => failures <= 1_000_000, { error: "failures is at most 1000000" }),
    over: positiveDuration.optional(),
    minimum: count("minimum").optional(),
    reset: positiveDuration,
  })
  .refine(({ failures, minimum }) => failures < 1 || minimum === undefined, {
    path: ["minimum"],
    error: "minimum goes with a share of the calls, failures: 0.5; a number of failures needs none",
  });

const bulkhead = z.strictObject({ limit: count("limit"), queue: count("queue", 0).optional() });

export const itemFailure = z.union(
  [
    z.literal(["fail", "collect"]),
    z.strictObject({
      tolerate: z.number().min(0, "tolerate is a share, 0 to 1").max(1, "tolerate is a share, 0 to 1"),
    }),
  ],
  { error: 'itemFailure is "fail", "collect", or a share of the items that may fail, { tolerate: 0.05 }' },
);

/** When what a step returns is on disk: never, while the run goes on, or before it does. */
export type DurabilityMode = "memory" | "async" | "sync";

const durabilities: Readonly<Record<DurabilityMode, Durability>> = {
  memory: Durability.MEMORY,
  async: Durability.ASYNC,
  sync: Durability.SYNC,
};

const durability = z.enum(["memory", "async", "sync"], { error: 'write "memory", "async" or "sync"' }).optional();

const stepName = z
  .string()
  .refine((name) => nameFault(name) === undefined && !name.includes("."), {
    error: (issue) => `${show(issue.input)} is no identifier, and a step's name must be one`,
  })
  .optional();

const version = z.string().min(1, "version is not empty").max(100, "version is at most 100 characters").optional();

const condition = functionValue.optional();

/** Every option of `use`; what is not here is a typo. */
export const useOptions = z.strictObject({
  name: stepName,
  version,
  when: condition,
  retry: retry.optional(),
  timeout: positiveDuration.optional(),
  parallelism: count("parallelism").optional(),
  itemFailure: itemFailure.optional(),
  rateLimit: rateLimit.optional(),
  breaker: breaker.optional(),
  bulkhead: bulkhead.optional(),
  window: count("window").optional(),
  fallback: functionValue.optional(),
  effect: z.literal(true, "effect is true, or left out").optional(),
  durability,
});

/** The validated options of `use`. */
export type UseOptionsData = z.infer<typeof useOptions>;

/** The options of `use` with a graph: what else there is to say, its own steps say. */
export const useGraphOptions = z.strictObject({ name: stepName, when: condition });

/** The options of `awaited`. */
export const awaitedOptions = z.strictObject({ within: positiveDuration.optional() });

/** The validated options of `awaited`. */
export type AwaitedOptionsData = z.infer<typeof awaitedOptions>;

/** A whole number of something, at least one. */
export function count(name: string, least = 1): z.ZodNumber {
  return z
    .int(`${name} is a whole number`)
    .min(least, `${name} is at least ${least}`)
    .max(1_000_000, `${name} is at most 1000000`);
}

export function oneOf<const Words extends readonly string[]>(
  words: Words,
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words, { error: () => `write ${words.map((word) => JSON.stringify(word)).join(" or ")}` });
}

/** The keys of `graph({ … })` that are plain data; its inputs, outputs and steps are read by type. */
export const graphOptions = namedOptions("a graph").extend({ durability });

/** The keys of `flow({ … })` that are plain data. */
export const flowOptions = namedOptions("a flow");

function namedOptions(what: string) {
  const name = z.string().superRefine((text, context) => {
    const fault = nameFault(text);
    if (fault) context.addIssue({ code: "custom", message: `${JSON.stringify(text)} cannot name ${what}: ${fault}` });
  });
  return z.strictObject({ name, version });
}

/** The validated plain data of a graph. */
export type GraphOptionsData = z.infer<typeof graphOptions>;

/** The validated plain data of a flow. */
export type FlowOptionsData = z.infer<typeof flowOptions>;

/** What an option that is left out means. */
export const defaults: {
  readonly version: string;
  readonly attempts: number;
  readonly backoff: BackoffOptions;
  /** Items of a lifted step in flight at once. */
  readonly parallelism: number;
  /** Items that a stream is ahead of its slowest consumer. */
  readonly window: number;
  /** What a breaker with a rate looks back over, and how many calls it must have seen. */
  readonly breakerOver: DurationText;
  readonly breakerMinimum: number;
} = {
  version: "1",
  attempts: 3,
  backoff: exponential("100ms"),
  parallelism: 64,
  window: 16,
  breakerOver: "30s",
  breakerMinimum: 5,
};

/**
 * The plan's policies of a step's options; names, versions and functions are no part of it.
 *
 * @param options options that {@link useOptions} has accepted.
 */
export function toPolicies(options: UseOptionsData): Policies {
  const policies = create(PoliciesSchema);
  if (options.retry) policies.retry = toRetry(options.retry);
  if (options.timeout) policies.timeout = toDuration(options.timeout);
  policies.parallelism = options.parallelism ?? 0;
  const failure = toItemFailure(options.itemFailure);
  if (failure) policies.itemFailure = failure;
  if (options.rateLimit) policies.rateLimit = toRateLimit(options.rateLimit);
  if (options.breaker) policies.breaker = toBreaker(options.breaker);
  if (options.bulkhead) policies.bulkhead = create(BulkheadSchema, options.bulkhead);
  policies.window = options.window ?? 0;
  policies.fallback = options.fallback !== undefined;
  policies.effect = options.effect === true;
  policies.durability = toDurability(options.durability);
  return policies;
}

/** The plan's form of a durability; unspecified where none is declared. */
export function toDurability(mode: DurabilityMode | undefined): Durability {
  return mode === undefined ? Durability.UNSPECIFIED : durabilities[mode];
}

/** The word for a durability of the plan; undefined where none is declared. */
export function durabilityMode(durability: Durability): DurabilityMode | undefined {
  return (Object.keys(durabilities) as DurabilityMode[]).find((mode) => durabilities[mode] === durability);
}

/** The share of the items that may fail; absent where none may. */
export function toItemFailure(itemFailure: UseOptionsData["itemFailure"]): ItemFailure | undefined {
  if (itemFailure === undefined || itemFailure === "fail") return undefined;
  return create(ItemFailureSchema, { tolerated: itemFailure === "collect" ? 1 : itemFailure.tolerate });
}

function toRateLimit({ limit, per, algorithm, scope, key }: z.infer<typeof rateLimit>): RateLimit {
  return create(RateLimitSchema, {
    limit,
    per: toDuration(per),
    algorithm: algorithm === "sliding-window" ? RateLimitAlgorithm.SLIDING_WINDOW : RateLimitAlgorithm.TOKEN_BUCKET,
    scope: { run: RateLimitScope.RUN, process: RateLimitScope.PROCESS, global: RateLimitScope.GLOBAL }[
      scope ?? "process"
    ],
    keyed: key !== undefined,
  });
}

function toBreaker({ failures, over, minimum, reset }: z.infer<typeof breaker>): Breaker {
  if (failures >= 1) {
    const threshold = { case: "failures", value: failures } as const;
    return create(BreakerSchema, { threshold, ...(over && { over: toDuration(over) }), reset: toDuration(reset) });
  }
  return create(BreakerSchema, {
    threshold: { case: "rate", value: failures },
    over: toDuration(over ?? defaults.breakerOver),
    minimum: minimum ?? defaults.breakerMinimum,
    reset: toDuration(reset),
  });
}

function toRetry({ attempts = defaults.attempts, backoff = defaults.backoff, on }: z.infer<typeof retry>): Retry {
  return create(RetrySchema, {
    attempts,
    backoff: toBackoff(backoff),
    on: Array.isArray(on) ? on.map((errorClass) => errorClass.name).sort() : [],
    predicate: typeof on === "function",
  });
}

function toBackoff({ base, factor, max, jitter }: BackoffOptions): Backoff {
  return create(BackoffSchema, { base: toDuration(base), factor, max: toDuration(max), jitter });
}

function toDuration(text: DurationText) {
  return durationFromMs(parseDuration(text) ?? 0);
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    return Number.isInteger(value) && value > 0 ? `${value} (perhaps "${formatDuration(value)}"?)` : String(value);
  }
  return value === null ? "null" : typeof value === "object" ? "this object" : `this ${typeof value}`;
}
