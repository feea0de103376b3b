import type { DescMessage } from "@bufbuild/protobuf";
import type { Plan } from "../../../generated/protograph/v1/plan_pb.js";
import { type HandoffFinding, judgeVersions } from "../schemas/judge-handoff.js";
import type { Reason } from "./comparison.js";

/** What became of a message between two plans. */
export interface MessageChange {
  /** Whether anything has. */
  readonly changed: boolean;
  /** Why bytes that were written before cannot be read now. */
  readonly unreadable: readonly Reason[];
  /** Why who has the old message cannot read, or misses something of, what is written now. */
  readonly unreadableBefore: readonly Reason[];
  /** Field numbers that are gone and could be taken again. */
  readonly unreserved: readonly Reason[];
  /** The rest of what is different. */
  readonly notes: readonly Reason[];
}

/** What a plan, of a graph or a flow, says of its messages. */
interface SchemaSide {
  readonly plan: Pick<Plan, "schemas">;
  readonly message?: (name: string) => DescMessage | undefined;
}

const nothing: MessageChange = { changed: false, unreadable: [], unreadableBefore: [], unreserved: [], notes: [] };

/**
 * Compares a message as it was with what it is: both ways, for stored bytes are read by new code, and new bytes by old
 * readers. Where one of the two is not known, a schema of another digest is one that nothing can be read of.
 */
export function compareMessages(name: string, old: SchemaSide, now: SchemaSide): MessageChange {
  if (digestOf(name, old) === digestOf(name, now)) return nothing;
  const [before, after] = [old.message?.(name), now.message?.(name)];
  if (!before || !after) {
    const message = `the schema of ${name} has changed, and what it was is not known`;
    const unknown: Reason = { rule: "schema-unknown", weight: "breaking", message };
    return { changed: true, unreadable: [unknown], unreadableBefore: [unknown], unreserved: [], notes: [] };
  }
  const forward = judgeVersions(before, after, "written");
  const back = judgeVersions(after, before, "read");
  const removed = forward.losses.filter(({ rule }) => rule === "dropped");
  const isRemoval = ({ path }: HandoffFinding) => removed.some((each) => each.path.join() === path.join());
  const added = back.losses.filter(({ rule }) => rule === "dropped");
  const others = [...forward.losses, ...forward.alike].filter(({ rule }) => rule !== "dropped" && rule !== "added");
  const notes = [
    ...removed.map((each) => fromFinding("field-removed", "compatible", each, `${fieldOf(each)} is gone`)),
    ...added.map((each) => fromFinding("field-added", "compatible", each, `${fieldOf(each)} is new`)),
    ...others.map((each) => fromFinding("field-changed", "compatible", each, each.message)),
  ];
  const same: Reason = {
    rule: "schema-changed",
    weight: "compatible",
    message: `${name} has changed in what makes no difference to its bytes`,
  };
  return {
    changed: true,
    unreadable: forward.reasons.map((each) => fromFinding("unreadable", "breaking", each, each.message)),
    unreadableBefore: [
      ...removed.map((each) => fromFinding("field-removed", "breaking", each, `${fieldOf(each)} is gone`)),
      ...back.reasons
        .filter((each) => !isRemoval(each))
        .map((each) => fromFinding("unreadable-before", "breaking", each, each.message)),
    ],
    unreserved: removed
      .filter((each) => !isReserved(after, each))
      .map((each) => {
        const message = `${fieldOf(each)} is gone, and its number ${String(each.path.at(-1))} is not reserved`;
        return fromFinding("number-not-reserved", "breaking", each, message);
      }),
    notes: forward.verdict === "identical" && back.verdict === "identical" ? [same] : notes,
  };
}

/** The schema's digest, by the plan; messages that stand in no plan of a side are told by their fields alone. */
function digestOf(name: string, { plan }: SchemaSide): string | undefined {
  return plan.schemas.find(({ message }) => message === name)?.digest;
}

function fromFinding(rule: string, weight: Reason["weight"], finding: HandoffFinding, message: string): Reason {
  return { rule, weight, message, field: fieldOf(finding), path: finding.path };
}

function fieldOf({ producer, consumer }: HandoffFinding): string {
  const field = producer ?? consumer;
  return field ? `${field.parent.typeName}.${field.name}` : "";
}

function isReserved(root: DescMessage, { path }: HandoffFinding): boolean {
  const message = messageAt(root, path.slice(0, -1));
  const number = path.at(-1) ?? 0;
  // A key or value that a list of entries no longer has belongs to no message that could reserve it.
  return !message || message.proto.reservedRange.some(({ start, end }) => number >= start && number < end);
}

/** The message that a path leads to; of the entries of a map, it is that of their values. */
function messageAt(root: DescMessage, path: readonly number[]): DescMessage | undefined {
  const [number, ...rest] = path;
  if (number === undefined) return root;
  const field = root.fields.find((each) => each.number === number);
  return field?.message && messageAt(field.message, field.fieldKind === "map" ? rest.slice(1) : rest);
}
