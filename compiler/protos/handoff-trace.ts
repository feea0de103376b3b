import type { HandoffFinding } from "../../proto/contract/schemas/judge-handoff.js";
import type { Trace } from "../diagnostics/diagnostic.js";
import type { ProtoPlaces } from "./proto-places.js";

/** Losses or reasons of a verdict as the trace of a diagnostic: each with the field that is written, then the one that reads. */
export function handoffTrace(findings: readonly HandoffFinding[], places: ProtoPlaces): readonly Trace[] {
  return findings.flatMap(({ message, producer, consumer }) => {
    const [written, read] = [producer && places.field(producer), consumer && places.field(consumer)];
    const first = written ?? read;
    const hop = (text: string, span: Trace["span"]): Trace => ({ message: text, ...(span && { span }) });
    if (!written || !read || !consumer) return [hop(message, first)];
    return [hop(message, written), hop(`which is read as ${consumer.parent.typeName}.${consumer.name}`, read)];
  });
}
