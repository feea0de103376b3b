import { equals } from "@bufbuild/protobuf";
import { AwaitedSchema, type Input, type Output } from "../../../generated/protograph/v1/plan_pb.js";
import type { MessageChange } from "./compare-messages.js";
import { distinct, type PlanSide, type Reason } from "./comparison.js";
import { neededInputs } from "./needed-inputs.js";

/** What became of what others see of a graph. */
export interface PortsChange {
  readonly reasons: readonly Reason[];
  /** Whether a run that was started before cannot go on. */
  readonly pins: boolean;
}

interface Difference {
  readonly rule: string;
  readonly message: string;
  readonly breaking: boolean;
  readonly pins?: boolean;
}

/** Compares a graph's inputs and outputs: what its callers give and its readers get, and what a run in flight has. */
export function comparePorts(old: PlanSide, now: PlanSide, messages: (name: string) => MessageChange): PortsChange {
  const versioned = old.plan.version !== now.plan.version;
  const found = [...inputDifferences(old, now), ...outputDifferences(old, now), ...needDifferences(old, now)];
  const inputs = now.plan.inputs.filter((input) => named(old.plan.inputs, input.message)).map((each) => each.message);
  const outputs = now.plan.outputs
    .filter((output) => named(old.plan.outputs, output.message))
    .map((each) => each.message);
  const unreadable = inputs.flatMap((name) => messages(name).unreadable);
  const said = [
    ...unreadable,
    ...inputs.flatMap((name) => [...messages(name).unreserved, ...messages(name).notes]),
    ...outputs.flatMap((name) => {
      const { unreadableBefore, unreserved, notes } = messages(name);
      return [...unreadableBefore, ...unreserved, ...notes];
    }),
  ];
  const version: Reason = {
    rule: "version",
    weight: "compatible",
    message: `is version ${now.plan.version}, and was ${old.plan.version}`,
  };
  return {
    reasons: [
      ...(versioned ? [version] : []),
      ...found.map(({ rule, message, breaking }) => toReason(rule, message, breaking, versioned)),
      ...distinct(said).map((reason) => (reason.weight === "breaking" ? { ...reason, versioned } : reason)),
    ],
    // What a run was given cannot be computed again.
    pins: unreadable.length > 0 || found.some(({ pins }) => pins === true),
  };
}

function inputDifferences({ plan: old }: PlanSide, { plan: now }: PlanSide): readonly Difference[] {
  return now.inputs.flatMap((input): readonly Difference[] => {
    const was = named(old.inputs, input.message);
    if (!was) return [{ rule: "input-added", message: `${input.message} is a new input`, breaking: false }];
    if ((was.awaited === undefined) !== (input.awaited === undefined)) {
      const message = `${input.message} ${input.awaited ? "arrives while a run is in flight" : "is given at the start"}, and ${input.awaited ? "was given at the start" : "arrived while a run was in flight"}`;
      return [{ rule: "input-awaited", message, breaking: true, pins: true }];
    }
    return isSameWait(was, input)
      ? []
      : [{ rule: "input-wait", message: `${input.message} is waited for another time`, breaking: false }];
  });
}

function outputDifferences({ plan: old }: PlanSide, { plan: now }: PlanSide): readonly Difference[] {
  const added = now.outputs
    .filter(({ message }) => !named(old.outputs, message))
    .map(({ message }) => ({ rule: "output-added", message: `${message} is a new output`, breaking: false }));
  const changed = old.outputs.flatMap((was): readonly Difference[] => {
    const is = named(now.outputs, was.message);
    const { message } = was;
    if (!is) return [{ rule: "output-removed", message: `output ${message} is gone`, breaking: true, pins: true }];
    return [
      ...(was.cardinality === is.cardinality
        ? []
        : [
            {
              rule: "output-cardinality",
              message: `output ${message} is given in another number`,
              breaking: true,
              pins: true,
            },
          ]),
      ...(was.optional === is.optional
        ? []
        : [
            {
              rule: "output-optional",
              message: `output ${message} ${is.optional ? "may be absent" : "is always there"} now`,
              breaking: is.optional,
            },
          ]),
    ];
  });
  return [...changed, ...added];
}

/** Callers give what an output needs, and a run in flight was given what its output needed. */
function needDifferences({ plan: old }: PlanSide, { plan: now }: PlanSide): readonly Difference[] {
  const isGiven = (message: string) => named(now.inputs, message)?.awaited === undefined;
  return old.outputs.flatMap(({ message: output }): readonly Difference[] => {
    if (!named(now.outputs, output)) return [];
    const [before, after] = [neededInputs(old, output), neededInputs(now, output)];
    return [
      ...[...after]
        .filter((each) => !before.has(each))
        .map((each) => ({
          rule: "input-needed",
          message: `output ${output} now needs input ${each}`,
          breaking: true,
          pins: isGiven(each),
        })),
      ...[...before]
        .filter((each) => !after.has(each))
        .map((each) => ({
          rule: "input-not-needed",
          message: `output ${output} no longer needs input ${each}`,
          breaking: true,
        })),
    ];
  });
}

function isSameWait(was: Input, is: Input): boolean {
  return !was.awaited || !is.awaited || equals(AwaitedSchema, was.awaited, is.awaited);
}

function named<T extends Input | Output>(ports: readonly T[], message: string): T | undefined {
  return ports.find((port) => port.message === message);
}

function toReason(rule: string, message: string, breaking: boolean, versioned: boolean): Reason {
  return breaking ? { rule, weight: "breaking", message, versioned } : { rule, weight: "compatible", message };
}
