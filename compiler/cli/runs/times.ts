import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";

/** A length of time in at most five characters: `12ms`, `3.4s`, `48s`, `5m`, `7h`, `12d`. */
export function lengthText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 1_000) return `${Math.round(length)}ms`;
  if (length < 9_950) return `${(length / 1_000).toFixed(1)}s`;
  if (length < 99_500) return `${Math.round(length / 1_000)}s`;
  if (length < 99.5 * 60_000) return `${Math.round(length / 60_000)}m`;
  if (length < 47.5 * 3_600_000) return `${Math.round(length / 3_600_000)}h`;
  return `${Math.round(length / 86_400_000)}d`;
}

/** A time in the reader's own zone, to the second: `2026-11-28 14:03:02`. */
export function dateText(date: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The time of day in the reader's own zone, to the millisecond. */
export function clockText(date: Date): string {
  return `${dateText(date).slice(11)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** When the process that emitted an event says it did, in milliseconds since the epoch. */
export function emittedMs({ emittedAt }: RunEvent): number {
  return emittedAt ? timestampMs(emittedAt) : 0;
}
