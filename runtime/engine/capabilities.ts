import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import { capabilities, type CapabilityName } from "../../proto/contract/capabilities.js";
import { UnsupportedCapabilityError } from "../errors.js";

/**
 * How an engine does something: by its own means; by other means, to the same effect; with less than that, as its note
 * says; or not at all.
 */
export type Support = "native" | "emulated" | "degraded" | "unsupported";

/** What an engine answers of one thing that plans may ask for. */
export interface Capability {
  readonly name: string;
  /** Like `v1.0`: it does what is asked in this major version, up to this minor one. */
  readonly version: string;
  readonly support: Support;
  /** Whether the graph asks for it. */
  readonly required: boolean;
  /** What is missing; on what is degraded. */
  readonly note?: string;
}

/** What runs in memory only do less well. */
const inMemory: Partial<Record<CapabilityName, string>> = {
  "checkpoint.sync": "nothing is kept: the graph has no store",
  "effect.barrier": "nobody knows after a crash whether the effect has happened: the graph has no store",
  "timer.durable": "a wait ends with its process: the graph has no store",
  "wait.message": "a wait ends with its process: the graph has no store",
};

/** What the engine answers: all that it can do, and what the plan asks for beyond that. */
export function capabilitiesFor({ requiresCapabilities }: Plan, isDurable: boolean): readonly Capability[] {
  const required = new Map(requiresCapabilities.map(splitVersion));
  const known = (Object.keys(capabilities) as CapabilityName[]).map((name): Capability => {
    const version = capabilities[name];
    const asked = required.get(name);
    required.delete(name);
    const about = { name, version, required: asked !== undefined };
    if (asked !== undefined && !isWithin(asked, version)) return { ...about, support: "unsupported" };
    const note = isDurable ? undefined : inMemory[name];
    return note === undefined ? { ...about, support: "native" } : { ...about, support: "degraded", note };
  });
  const unknown = [...required].map(([name, version]): Capability => {
    return { name, version, support: "unsupported", required: true };
  });
  return [...known, ...unknown];
}

/** @throws UnsupportedCapabilityError where a plan asks for what the engine cannot do. */
export function requireCapabilities(plan: Plan): void {
  const offered: Readonly<Record<string, string>> = capabilities;
  for (const [name, version] of plan.requiresCapabilities.map(splitVersion)) {
    const own = Object.hasOwn(offered, name) ? offered[name] : undefined;
    if (own === undefined || !isWithin(version, own)) {
      throw new UnsupportedCapabilityError(plan.graph, name, version, own);
    }
  }
}

function splitVersion(capability: string): [name: string, version: string] {
  const [name = "", version = ""] = capability.split("@");
  return [name, version];
}

/** Whether what is asked for is a part of what is offered. */
function isWithin(asked: string, offered: string): boolean {
  const [major, minor] = numbersOf(asked);
  const [ownMajor, ownMinor] = numbersOf(offered);
  return major === ownMajor && minor <= ownMinor;
}

function numbersOf(version: string): readonly [major: number, minor: number] {
  const [, major = NaN, minor = NaN] = /^v(\d+)\.(\d+)$/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}
