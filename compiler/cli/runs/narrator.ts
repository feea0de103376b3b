import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { ItemCounts, RunEvent, RunParked, RunReplanned } from "../../../generated/protograph/v1/event_pb.js";
import type { Failure } from "../../../generated/protograph/v1/failure_pb.js";
import { describeFailure } from "./describe-failure.js";
import { dateText, emittedMs, lengthText } from "./times.js";
import { parkReasons, shortHash, shortName, skipReasons } from "./words.js";

/** An event in words. */
export interface Told {
  readonly text: string;
  /** Lines that say more: what failed, and where. */
  readonly more: readonly string[];
  readonly tone: "good" | "bad" | "plain" | "quiet";
}

/** Puts the events of one run into words, in their order: what it was told before says how long things took. */
export class Narrator {
  private readonly startedMs = new Map<string, number>();
  /** What failed last, so that it is not said again of the run that fails for it. */
  private failure = "";

  tell(event: RunEvent): Told {
    const { payload, logicalAttempt } = event;
    const node = placeOf(event);
    const attempt = logicalAttempt > 1 ? ` (attempt ${logicalAttempt})` : "";
    switch (payload.case) {
      case "runQueued":
        return plain(`queued for ${shortName(payload.value.output)}`);
      case "runStarted":
        return plain(startText(event, payload.value.anew));
      case "runPaused":
        return plain(`run paused${bySignal(payload.value.signalId)}${because(payload.value.reason)}`);
      case "runResumed":
        return plain(`run resumed${bySignal(payload.value.signalId)}`);
      case "runParked":
        return plain(`run parked, waiting for ${awaitedText(payload.value)}`);
      case "runCompleted":
        return { ...plain(`run completed: output ${shortHash(payload.value.outputHash)}`), tone: "good" };
      case "runFailed":
        return this.again(failed("run failed", payload.value.failure));
      case "runCancelled":
        return failed(`run cancelled${bySignal(payload.value.signalId)}`, payload.value.failure);
      case "runReplanned":
        return plain(`run goes on with plan ${event.planDigest.slice(0, 12)}${changesText(payload.value)}`);
      case "stepStarted":
        this.startedMs.set(keyOf(event), emittedMs(event));
        return { ...plain(`${node} started${attempt}`), tone: "quiet" };
      case "stepCompleted": {
        const { absent, fallback, items } = payload.value;
        const outcome = `${absent ? ", returned nothing" : ""}${fallback ? ", its fallback answered" : ""}`;
        return plain(`${node} completed${this.took(event)}${attempt}${outcome}${itemsText(items)}`);
      }
      case "stepFailed":
        return this.first(failed(`${node} failed${this.took(event)}${attempt}`, payload.value.failure));
      case "stepRetried": {
        const { failure, delayMs } = payload.value;
        const again = delayMs > 0n ? `, again in ${lengthText(Number(delayMs))}` : ", again at once";
        const told = failed(`${node} failed${this.took(event)} (attempt ${logicalAttempt})${again}`, failure);
        return { ...told, tone: "plain" };
      }
      case "stepSkipped":
        return { ...plain(`${node} skipped: ${skipReasons[payload.value.reason]}`), tone: "quiet" };
      case "stepChosen":
        return plain(`${node}: ${payload.value.choice} chosen`);
      case "stepRestored":
        return plain(`${node} restored from its checkpoint${payload.value.absent ? ": nothing" : ""}`);
      case undefined:
        return {
          ...plain(`${node === "" ? "run" : node}: ${event.type || "an event"} of a later release`),
          tone: "quiet",
        };
    }
  }

  private first(told: Told): Told {
    this.failure = told.more.join("\n");
    return told;
  }

  private again(told: Told): Told {
    return told.more.join("\n") === this.failure ? { ...told, more: [] } : told;
  }

  private took(event: RunEvent): string {
    const started = this.startedMs.get(keyOf(event));
    return started === undefined ? "" : ` in ${lengthText(emittedMs(event) - started)}`;
  }
}

/** `FetchMovie`; `FetchMovie[3]` for an item, `FetchScene[3][1]` for one of nested lists. */
export function placeOf({ nodeId, itemIndex }: Pick<RunEvent, "nodeId" | "itemIndex">): string {
  return `${nodeId}${itemIndex.map((index) => `[${index}]`).join("")}`;
}

/** How the items of a lifted step ended. */
export function itemsText(items: ItemCounts | undefined): string {
  if (!items) return "";
  const { total, failed: lost, skipped } = items;
  const not = [...(lost > 0n ? [`${lost} failed`] : []), ...(skipped > 0n ? [`${skipped} skipped`] : [])];
  return `, ${total} ${total === 1n ? "item" : "items"}${not.length === 0 ? "" : `: ${not.join(", ")}`}`;
}

/** What a parked run waits for, and until when. */
export function awaitedText({ reason, message, until }: RunParked): string {
  const what = message === "" ? parkReasons[reason] : message;
  return until ? `${what}, until ${dateText(timestampDate(until))}` : what;
}

function startText({ logicalAttempt, engineAttempt }: RunEvent, anew: readonly string[]): string {
  if (logicalAttempt > 1) return `run started again (attempt ${logicalAttempt}), anew: ${anew.join(", ") || "nothing"}`;
  return engineAttempt > 1 ? `run started by process ${engineAttempt}` : "run started";
}

/** What another plan makes of a run. */
function changesText({ gone, renamed, added, anew }: RunReplanned): string {
  const parts = [
    ["renamed", renamed.map(({ from, to }) => `${from} to ${to}`)],
    ["gone", gone],
    ["new", added],
    ["anew", anew],
  ] as const;
  return parts.map(([what, ids]) => (ids.length === 0 ? "" : `; ${what}: ${ids.join(", ")}`)).join("");
}

function keyOf(event: RunEvent): string {
  return `${placeOf(event)} ${event.logicalAttempt}`;
}

function plain(text: string): Told {
  return { text, more: [], tone: "plain" };
}

function failed(text: string, failure: Failure | undefined): Told {
  return { text, more: describeFailure(failure), tone: "bad" };
}

function bySignal(id: string): string {
  return id === "" ? "" : ` by signal ${id}`;
}

function because(reason: string): string {
  return reason === "" ? "" : `: ${reason}`;
}
