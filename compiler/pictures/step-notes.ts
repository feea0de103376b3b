import { listText } from "../checks/place.js";
import type { FlatNeed, FlatNode } from "../graph/flat.js";
import type { Outlook } from "../graph/outlook.js";

/**
 * When and how often a node runs, in words, one sentence each; none for a node that always runs, and once.
 *
 * @example
 * stepNotes(node, outlook); // ["Once for each Movie.", "Only where its condition on Movie holds."]
 */
export function stepNotes(node: FlatNode, outlook: Outlook): readonly string[] {
  const reason = outlook.of(node);
  return [
    ...(node.frame.length > 0 ? [`Once for ${itemsText(node)}.`] : []),
    ...(reason?.kind === "chosen"
      ? [`Chosen as "${reason.key}" for ${lastPart(reason.choice.id)}${takenText(reason.choice.selector, "by")}.`]
      : []),
    ...conditionNotes(node),
    ...(reason?.kind === "absent" ? [`Skipped where ${reason.message} is absent.`] : []),
    ...(reason?.kind === "not-needed" ? ["Only where it is needed."] : []),
    ...(node.product.cardinality === "optional" && node.kind === "step" ? ["May return nothing."] : []),
  ];
}

/** What a node is called for each of: `each Scene of each Movie`. */
export function itemsText({ frame }: FlatNode): string {
  return frame
    .toReversed()
    .map((list) => `each ${list.product.message.exportName}`)
    .join(" of ");
}

/** The conditions of the graphs around it come first, then its own. */
function conditionNotes({ within, conditions }: FlatNode): readonly string[] {
  const around = within.filter((graph) => graph.when !== undefined);
  return conditions.map((needs, at) => {
    const graph = around[at];
    const whose = graph ? `the condition of ${graph.id}` : "its condition";
    return `Only where ${whose}${takenText(needs, "on")} holds.`;
  });
}

function takenText(needs: readonly FlatNeed[], word: string): string {
  return needs.length === 0 ? "" : ` ${word} ${listText(needs.map(({ need }) => need.shape.message.exportName))}`;
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
