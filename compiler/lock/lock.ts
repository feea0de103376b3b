import { join } from "node:path";
import { createFileRegistry, type DescFile, type DescMessage } from "@bufbuild/protobuf";
import type { FileDescriptorProto } from "@bufbuild/protobuf/wkt";
import type { FlowPlan } from "../../generated/protograph/v1/flow_pb.js";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import type { Config } from "../config/config.js";

/** The name of the file that keeps what was released, beside `protograph.json`. */
export const lockName = "protograph.lock.json";

export function lockPath({ root }: Pick<Config, "root">): string {
  return join(root, lockName);
}

/** The contracts of a project at one time: as last released, or as they are now. */
export interface Lock {
  /** By full name. */
  readonly graphs: ReadonlyMap<string, LockedGraph>;
  /** By full name. */
  readonly flows: ReadonlyMap<string, FlowPlan>;
  /** The messages and enums that the graphs' values reach, and nothing else, by the files that declare them. */
  readonly protos: readonly FileDescriptorProto[];
}

export interface LockedGraph {
  readonly plan: Plan;
  /** By the id of a step, a digest of all the source that it reaches. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Finds the messages of a lock by their full names.
 *
 * @throws Error when its files do not make sense.
 */
export function lockedMessages({ protos }: Lock): (name: string) => DescMessage | undefined {
  const byName = new Map(protos.map((proto) => [proto.name, proto]));
  const files = new Map<string, DescFile | undefined>();
  const open = (name: string): DescFile | undefined => {
    const proto = byName.get(name);
    if (!proto || files.has(name)) return files.get(name);
    // A file that imports itself, by however many others, finds nothing.
    files.set(name, undefined);
    const file = createFileRegistry(proto, open).getFile(name);
    files.set(name, file);
    return file;
  };
  const found = new Map<string, DescMessage>();
  for (const { name } of protos)
    for (const each of messagesOf(open(name)?.messages ?? [])) found.set(each.typeName, each);
  return (name) => found.get(name);
}

function messagesOf(messages: readonly DescMessage[]): readonly DescMessage[] {
  return messages.flatMap((each) => [each, ...messagesOf(each.nestedMessages)]);
}
