import type { ControlAction, RunRecord, Store } from "protograph";
import { nearestName } from "../../diagnostics/near-names.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { recordOf, type RunName, snapshotOf } from "./history.js";
import { type RunsOptions, withStore } from "./with-store.js";

export interface SignalOptions extends RunsOptions {
  readonly signalId?: string;
  readonly sender?: string;
}

/** `protograph runs pause`, `resume`, `cancel` and `retry`: tells a run something. */
export function signalRunCommand(
  runId: string,
  action: ControlAction,
  options: SignalOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withStore(options, terminal, async (store) => {
    const run = { tenant: options.tenant, runId };
    if (action.kind === "RETRY_FROM") await requireStep(store, run, action.step);
    return sayTo(store, run, action, options, terminal);
  });
}

/** Tells a run something, and says what becomes of it. */
export async function sayTo(
  store: Store,
  run: RunName,
  action: ControlAction,
  { signalId, sender, json }: SignalOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  // By the package's name, as a user's program: the compiler knows nothing of what is behind it.
  const { sendSignal } = await import("protograph");
  const told = await sendSignal(store, {
    ...run,
    ...action,
    ...(signalId !== undefined && { signalId }),
    ...(sender !== undefined && { sender }),
  });
  if (json) {
    const { decidedAt, repeated } = told;
    const document = { ...run, signalId: told.signalId, kind: action.kind, decidedAt, repeated };
    terminal.out(`${JSON.stringify(document, undefined, 2)}\n`);
  } else {
    const again = told.repeated ? ", as it was before" : "";
    const record = await recordOf(store, run);
    terminal.out(`accepted${again}: ${wording[action.kind]} ${run.runId} (signal ${told.signalId})\n`);
    if (!told.repeated) terminal.out(`${whenText(record)}\n`);
  }
  return exitCodes.sound;
}

const wording: Readonly<Record<ControlAction["kind"], string>> = {
  PAUSE: "pause",
  RESUME: "resume",
  CANCEL: "cancel",
  RETRY: "retry",
  RETRY_FROM: "retry",
  DELIVER: "the message for",
};

/** Who does it, and when. */
function whenText({ ownerAlive, state }: RunRecord): string {
  if (ownerAlive && state !== "PARKED" && state !== "FAILED") return "its process does it within about a second";
  return "no process has the run now: the next that looks for runs of its graph takes it up and does it";
}

async function requireStep(store: Store, run: RunName, step: string): Promise<void> {
  await recordOf(store, run);
  const steps = (await snapshotOf(store, run))?.nodes.map(({ id }) => id) ?? [];
  if (steps.includes(step)) return;
  const near = nearestName(step, steps);
  throw new UsageError(
    `run ${run.runId} has no step ${step}`,
    near === undefined ? `its steps are ${steps.join(", ")}` : `did you mean ${near}?`,
  );
}
