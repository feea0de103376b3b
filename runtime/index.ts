export { type BackoffOptions, exponential, fixed } from "../proto/contract/backoff.js";
export type { DurationText } from "../proto/contract/duration.js";
export type { DurabilityMode } from "../proto/contract/options.js";
export type { FlowPlan } from "../generated/protograph/v1/flow_pb.js";
export type { Plan } from "../generated/protograph/v1/plan_pb.js";
export { choose } from "./dsl/choose.js";
export type { Branch, Choice, ChoiceParts } from "./dsl/declaration.js";
export type { Chooses, Current, GraphIs, StepIs, Uses } from "./dsl/current.js";
export { branch, flow, handoff, observe, route, tap } from "./dsl/flow.js";
export type { FlowIs } from "./dsl/flow-current.js";
export type {
  FlowDeclaration,
  FlowLink,
  FlowMember,
  FlowParts,
  Handoff,
  Observer,
  Route,
  RouteBranch,
  RouteTarget,
  RouteTargets,
  Tap,
  UnhappyPaths,
} from "./dsl/flow-declaration.js";
export type {
  BranchOptions,
  HandoffOptions,
  Key,
  KeyPath,
  ObserveOptions,
  ObserverFunction,
  RouteOptions,
  Sighting,
  TapOptions,
} from "./dsl/flow-options.js";
export { graph, type MessageOf } from "./dsl/graph.js";
export type { GraphDeclaration, GraphEntry, GraphInput, GraphOutput, GraphParts } from "./dsl/declaration.js";
export { awaited, type AwaitedOptions, type AwaitedPort, optional, type OptionalPort } from "./dsl/ports.js";
export type {
  ItemFailure,
  Lazy,
  MessageSchema,
  Step,
  StepClass,
  StepContext,
  StepFunction,
  StepLog,
  StepObject,
} from "./dsl/step.js";
export { use } from "./dsl/use.js";
export type { Used } from "./dsl/declaration.js";
export type {
  BreakerOptions,
  BulkheadOptions,
  ErrorClass,
  Fallback,
  MessageFunction,
  RateLimitOptions,
  RetryOptions,
  UseGraphOptions,
  UseOptions,
} from "./dsl/options.js";
export {
  type ControlAction,
  type ControlRequest,
  sendSignal,
  type Signalled,
  SignalRefusedError,
} from "./durable/control.js";
export type { Clock } from "./engine/clock.js";
export {
  CompiledGraph,
  type EngineLimits,
  type EngineOptions,
  type FoundRun,
  type RetryRunOptions,
} from "./engine/compiled-graph.js";
export { AdmissionClosedError, type Lag } from "./admission/admission-gate.js";
export type { DurableOptions, RetentionOptions } from "./durable/durable-options.js";
export { OutputExpiredError, RunFailedError, RunNotFoundError, StoreClosedError } from "./durable/errors.js";
export { callbackSink } from "./outbox/callback-sink.js";
export { ndjsonSink } from "./outbox/ndjson-sink.js";
export type { RunEvent as RunEventMessage } from "../generated/protograph/v1/event_pb.js";
export { OutboxRelay, type RelayCounts, type RelayOptions } from "./outbox/relay.js";
export { RefusedDeliveryError, type Sink } from "./outbox/sink.js";
export { webhookSink } from "./outbox/webhook-sink.js";
export { verifyWebhook } from "./outbox/webhook-signature.js";
export {
  CorruptValueError,
  FencedError,
  QueueStoppedError,
  RunConflictError,
  RunTakenError,
  StoreRefusedError,
  StoreUnavailableError,
  UnusableStoreError,
} from "./store/errors.js";
export type { Capability, Support } from "./engine/capabilities.js";
export type { GraphDescription, OutputDescription, StepDescription } from "./engine/describe-graph.js";
export { consoleLog, type Log, type LogLevel } from "./engine/log.js";
export { requireServices } from "./engine/require-services.js";
export type { Run, RunOptions, SignalOptions } from "./engine/run.js";
export {
  AbsentError,
  AwaitedError,
  BreakerOpenError,
  BulkheadError,
  CancelledError,
  DeadlineError,
  DeclarationError,
  DeliveryError,
  FallbackError,
  ItemsFailedError,
  NoStoreError,
  ProtographError,
  RunEndedError,
  SelectionError,
  StepError,
  type StepPlace,
  StreamConsumedError,
  TimeoutError,
  UnsupportedCapabilityError,
  WrongInputError,
  WrongResultError,
} from "./errors.js";
export type {
  ItemCounts,
  RunCancelled,
  RunCompleted,
  RunEvent,
  RunFailed,
  RunParked,
  RunPaused,
  RunResumed,
  RunStarted,
  SkipReason,
  StepChosen,
  StepCompleted,
  StepFailed,
  StepRestored,
  StepRetried,
  StepSkipped,
  StepStarted,
  Waiting,
} from "./events/run-event.js";
export type { RunSnapshot, RunStatus, StepSnapshot, StepStatus } from "./events/snapshot.js";
export type { Reject, RejectPayload } from "../generated/protograph/v1/reject_pb.js";
export type { ErrorSink } from "./error-sink/error-sink.js";
export { httpErrorSink } from "./error-sink/http-error-sink.js";
export { stderrSink } from "./error-sink/stderr-sink.js";
export type { WebhookTarget } from "./outbox/webhook.js";
export { CompiledFlow, type FlowOptions, type FlowTraffic } from "./flows/compiled-flow.js";
export { FlowError, HandoffError, type HandoffFault, ObserverError } from "./flows/errors.js";
export type { FlowRun, FlowRunOptions } from "./flows/flow-run.js";
export type { FlowFailure, FlowSnapshot, FlowStatus, StageSnapshot, StageStatus } from "./flows/flow-snapshot.js";
export type { Retention } from "./flows/memory-ledger.js";
export type { FlowResult, PipeOptions, PipeProgress, Piping } from "./flows/piping.js";
export { readFlowPlan } from "./flows/read-flow-plan.js";
export type { TraceEnvelope } from "../generated/protograph/v1/trace_pb.js";
export { MemoryTraceStore } from "./lineage/memory-trace-store.js";
export type { TraceStore } from "./lineage/trace-store.js";
export { type Lineage, type Traced, Tracer, type TraceOptions } from "./lineage/tracer.js";
export { output, type OutputRef } from "./plan/output.js";
export { readPlan } from "./plan/read-plan.js";
export type { CheckpointRecord } from "./store/batch.js";
export type { RunRecord, RunState } from "./store/run-record.js";
export type { KeptSignal, SignalRefusal } from "./store/signal.js";
export type { Store } from "./store/store.js";
export type { LossWindow } from "./store/write-behind.js";
export type { BreakerSnapshot } from "./resilience/breaker.js";
export type { BulkheadSnapshot } from "./resilience/bulkhead.js";
export type { GuardSnapshot } from "./resilience/guard.js";
export type { RateLimitSnapshot } from "./resilience/rate-limit.js";
export type { RateLimiter, SharedLimit } from "./resilience/rate-limiter.js";
