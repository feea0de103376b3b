import type { Endpoint, FlowPlan } from "../../../generated/protograph/v1/flow_pb.js";

/**
 * Whether a new version says that something of a flow has changed: one of the flow, or of a graph that has to do with it.
 *
 * @param ends the graphs, by their numbers in the old plan. One that is no longer there says nothing.
 */
export function isVersioned(was: FlowPlan, is: FlowPlan, ends: readonly Endpoint[]): boolean {
  if (was.version !== is.version) return true;
  const now = new Map(is.members.map(({ id, version }) => [id, version]));
  return ends.some(({ member }) => {
    const before = was.members[member];
    const after = before && now.get(before.id);
    return after !== undefined && after !== before?.version;
  });
}
