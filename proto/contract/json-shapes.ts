import { z } from "zod";

/**
 * What the contract's messages look like as protobuf JSON, for whoever takes them from outside: what the messages' schemas
 * cannot say of them is said here. A field with its zero value is not there; an unknown field is a fault.
 */
const text = z.string().min(1);
const count = z.int().min(1).max(4_294_967_295);
const long = z.string().regex(/^[1-9]\d{0,19}$/);
const time = z.iso.datetime({ offset: false });
const bytes = z.base64().min(1);
const sha256 = z.base64().length(44);
const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);
const fullName = z.string().regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/);
const yes = z.literal(true);
const itemIndex = z.array(z.int().min(0).max(4_294_967_295)).min(1);
const eventId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

function enumOf<const Name extends string>(prefix: string, names: readonly Name[]) {
  return z.enum(names.map((name) => `${prefix}_${name}`));
}

const failureJson = z.strictObject({
  class: enumOf("FAILURE_CLASS", [
    "VALIDATION",
    "DENIED",
    "NOT_FOUND",
    "TRANSIENT",
    "RATE_LIMITED",
    "TIMEOUT",
    "CANCELLED",
    "BUG",
  ]),
  name: text.optional(),
  code: text.optional(),
  message: text.optional(),
  stack: text.optional(),
  fingerprint: hexDigest.optional(),
});

const itemCounts = z.strictObject({
  total: long.optional(),
  succeeded: long.optional(),
  failed: long.optional(),
  skipped: long.optional(),
});

const skipReason = enumOf("SKIP_REASON", ["CONDITION_FALSE", "INPUT_ABSENT", "NOT_CHOSEN", "NOT_NEEDED", "CANCELLED"]);

const runParked = z.strictObject({
  reason: enumOf("PARK_REASON", ["MESSAGE", "TIMER", "BACKOFF"]),
  message: fullName.optional(),
  until: time.optional(),
});

const payloads = {
  runQueued: z.strictObject({ output: fullName, originalRunId: text.optional() }),
  runStarted: z.strictObject({
    output: fullName,
    anew: z.array(text).min(1).optional(),
    originalRunId: text.optional(),
  }),
  runPaused: z.strictObject({ signalId: text.optional(), reason: text.optional() }),
  runResumed: z.strictObject({ signalId: text.optional() }),
  runParked,
  runCompleted: z.strictObject({ outputHash: sha256 }),
  runFailed: z.strictObject({ failure: failureJson }),
  runCancelled: z.strictObject({ signalId: text.optional(), failure: failureJson }),
  runReplanned: z.strictObject({
    fromDigest: hexDigest,
    gone: z.array(text).min(1).optional(),
    renamed: z
      .array(z.strictObject({ from: text, to: text }))
      .min(1)
      .optional(),
    added: z.array(text).min(1).optional(),
    anew: z.array(text).min(1).optional(),
  }),
  stepStarted: z.strictObject({ inputHash: sha256.optional() }),
  stepCompleted: z.strictObject({
    outputHash: sha256,
    absent: yes.optional(),
    fallback: yes.optional(),
    items: itemCounts.optional(),
  }),
  stepFailed: z.strictObject({ failure: failureJson }),
  stepRetried: z.strictObject({ failure: failureJson, delayMs: long.optional() }),
  stepSkipped: z.strictObject({ reason: skipReason }),
  stepChosen: z.strictObject({ choice: text }),
  stepRestored: z.strictObject({ outputHash: sha256, absent: yes.optional() }),
};

const envelope = z.strictObject({
  eventId,
  type: text,
  runId: text,
  runSeq: long,
  tenant: text,
  graph: fullName,
  planDigest: hexDigest,
  release: text.optional(),
  nodeId: text.optional(),
  itemIndex: itemIndex.optional(),
  logicalAttempt: count,
  engineAttempt: count,
  occurrence: text.optional(),
  idempotencyKey: sha256,
  emittedAt: time,
  persistedAt: time.optional(),
});

/** An event of a known type: one payload, which its type names; a node exactly on events of steps. */
export const runEventJson = envelope.extend(z.strictObject(payloads).partial().shape).superRefine((event, context) => {
  const fault = (message: string) => context.addIssue({ code: "custom", message });
  const present = Object.keys(payloads).filter((name) => name in event);
  const [payload = ""] = present;
  if (present.length !== 1) fault(`an event has one payload, not ${present.length}`);
  else if (payload.toLowerCase() !== event.type.toLowerCase()) fault(`${event.type} does not carry ${payload}`);
  const ofStep = event.type.startsWith("Step");
  if (ofStep && event.nodeId === undefined) fault("an event of a step names its node");
  if (!ofStep && (event.nodeId ?? event.itemIndex) !== undefined) fault("an event of a run names no node");
});

const nodeState = enumOf("NODE_STATE", ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "SKIPPED", "RESTORED"]);

const part = {
  state: nodeState,
  logicalAttempt: count.optional(),
  outputHash: sha256.optional(),
  skipReason: skipReason.optional(),
  failure: failureJson.optional(),
  choice: text.optional(),
  absent: yes.optional(),
  fallback: yes.optional(),
};

/** A snapshot: its nodes sorted, and inconsistent exactly if an illegal event is named. */
export const runSnapshotJson = z
  .strictObject({
    runId: text,
    tenant: text,
    graph: fullName,
    planDigest: hexDigest,
    release: text.optional(),
    state: enumOf("RUN_STATE", ["QUEUED", "RUNNING", "PAUSED", "PARKED", "COMPLETED", "FAILED", "CANCELLED"]),
    substate: enumOf("RUN_SUBSTATE", ["DRAINING"]).optional(),
    logicalAttempt: count.optional(),
    lastRunSeq: long,
    output: fullName,
    outputHash: sha256.optional(),
    failure: failureJson.optional(),
    originalRunId: text.optional(),
    parked: runParked.optional(),
    queuedAt: time.optional(),
    startedAt: time.optional(),
    endedAt: time.optional(),
    nodes: z
      .array(
        z.strictObject({
          id: text,
          ...part,
          items: z
            .array(z.strictObject({ index: itemIndex, ...part }))
            .min(1)
            .optional(),
          counts: itemCounts.optional(),
        }),
      )
      .min(1)
      .optional(),
    consistency: enumOf("CONSISTENCY", ["CONSISTENT", "INCONSISTENT"]),
    illegalCount: long.optional(),
    illegal: z
      .array(z.strictObject({ eventId, runSeq: long, type: text, reason: text }))
      .min(1)
      .max(16)
      .optional(),
  })
  .refine(({ nodes = [] }) => nodes.every(({ id }, index) => index === 0 || (nodes[index - 1]?.id ?? "") < id), {
    error: "nodes are sorted by id",
  })
  .refine(
    ({ consistency, illegalCount, illegal }) =>
      (consistency === "CONSISTENCY_INCONSISTENT") === (illegal !== undefined) &&
      (illegal === undefined) === (illegalCount === undefined),
    { error: "a snapshot is inconsistent exactly if it names an illegal event" },
  );

/** A checkpoint: its bytes in one piece or in chunks. */
export const checkpointJson = z
  .strictObject({
    tenant: text,
    runId: text,
    outputType: fullName,
    itemIndex: itemIndex.optional(),
    inputHash: sha256,
    stepVersion: text,
    nodeId: text,
    value: bytes.optional(),
    chunks: count.optional(),
    size: long,
    codec: enumOf("CODEC", ["IDENTITY", "GZIP", "ZSTD"]),
    sha256,
    fence: long,
    storedAt: time,
    expiresAt: time.optional(),
  })
  .refine(({ value, chunks }) => (value === undefined) !== (chunks === undefined), {
    error: "a checkpoint has its value or says how many chunks it is in",
  });

/** What a step returned: a message, a list or nothing. */
const messageList = z.strictObject({
  get items() {
    return z.array(messageItem).optional();
  },
});

const messageItem = z.strictObject({ message: z.base64().optional(), list: messageList.optional() });

export const checkpointValueJson = z
  .strictObject({
    message: z.base64().optional(),
    list: messageList.optional(),
    absent: z.strictObject({}).optional(),
    fallback: yes.optional(),
  })
  .refine(({ message, list, absent }) => [message, list, absent].filter((each) => each !== undefined).length === 1, {
    error: "a value is a message, a list or absent",
  });

const actions = {
  pause: z.strictObject({ reason: text.optional() }),
  resume: z.strictObject({}),
  cancel: z.strictObject({
    reason: text.optional(),
    graceMs: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
  }),
  retryRun: z.strictObject({}),
  retryFrom: z.strictObject({ nodeId: text }),
  deliver: z.strictObject({ messageType: fullName, message: bytes.optional() }),
};

/** A signal: one action. */
export const signalJson = z
  .strictObject({
    tenant: text,
    runId: text,
    signalId: text,
    sender: text.optional(),
    sentAt: time,
    ...z.strictObject(actions).partial().shape,
  })
  .refine((signal) => Object.keys(actions).filter((name) => name in signal).length === 1, {
    error: "a signal has one action",
  });

export const signalResultJson = z.strictObject({
  tenant: text,
  runId: text,
  signalId: text,
  refusal: enumOf("SIGNAL_REFUSAL", [
    "RUN_TERMINAL",
    "RUN_NOT_PAUSED",
    "NODE_NOT_TERMINAL",
    "SIGNAL_INVALID",
    "NOT_AUTHORIZED",
    "RUN_NOT_FOUND",
  ]).optional(),
  message: text.optional(),
  decidedAt: time,
});

export const deliveryJson = z.strictObject({
  sink: text,
  eventId,
  tenant: text,
  runId: text,
  runSeq: long,
  state: enumOf("DELIVERY_STATE", ["PENDING", "DELIVERED", "PARKED"]),
  attempts: count.optional(),
  nextAttemptAt: time.optional(),
  failure: failureJson.optional(),
  deliveredAt: time.optional(),
});

/** A record of an error: a step exactly if it has an attempt, an item's place exactly if it is of an item. */
export const rejectJson = z
  .strictObject({
    rejectId: text,
    tenant: text,
    runId: text,
    graph: fullName,
    flow: fullName.optional(),
    nodeId: text.optional(),
    scope: enumOf("REJECT_SCOPE", ["RUN", "ITEM"]),
    itemIndex: itemIndex.optional(),
    attempt: count.optional(),
    attemptLimit: count.optional(),
    failure: failureJson,
    firstAt: time,
    lastAt: time,
    count: long,
    lost: long.optional(),
    payloads: z
      .array(
        z.strictObject({
          messageType: fullName,
          message: z.base64().optional(),
          redacted: z.array(text).min(1).optional(),
          size: long.optional(),
        }),
      )
      .min(1)
      .optional(),
  })
  .refine(({ nodeId, attempt }) => (nodeId === undefined) === (attempt === undefined), {
    error: "a record names a step and its attempt, or neither",
  })
  .refine(({ scope, itemIndex: item }) => scope === "REJECT_SCOPE_RUN" || item !== undefined, {
    error: "a record of an item says which",
  });

const traceContent = z
  .strictObject({
    inline: z.base64().optional(),
    reference: z.strictObject({ hash: sha256, size: long.optional() }).optional(),
  })
  .refine(({ inline, reference }) => (inline === undefined) !== (reference === undefined), {
    error: "a content is inline or a reference",
  });

/** A message and what it was made of: one with parents was made somewhere. */
export const traceEnvelopeJson = z
  .strictObject({
    traceId: text,
    itemId: text,
    messageType: fullName,
    schemaDigest: hexDigest.optional(),
    content: traceContent,
    parents: z
      .array(z.strictObject({ itemId: text, messageType: fullName, content: traceContent.optional() }))
      .min(1)
      .optional(),
    origin: z.strictObject({ graph: fullName, runId: text, nodeId: text, itemIndex: itemIndex.optional() }).optional(),
    occurredAt: time,
    meta: z.record(z.string(), z.string()).optional(),
  })
  .refine(({ parents, origin }) => parents === undefined || origin !== undefined, {
    error: "what has parents was made by a step",
  });

export const runRequestJson = z.strictObject({
  inputs: z.array(z.strictObject({ message: fullName, value: z.base64().optional() })).optional(),
  stepTenant: text.optional(),
  seed: text.optional(),
  deadline: time.optional(),
  askedAt: time.optional(),
  durability: enumOf("DURABILITY", ["MEMORY", "ASYNC", "SYNC"]).optional(),
  originalRunId: text.optional(),
});
