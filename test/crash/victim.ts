import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { isFromOutside, type KillPoint } from "./kill-point.js";
import { fencedCode, missedCode, type Task, taskVariable } from "./task.js";

/** How a process came to its end, or to where nobody waits for it. */
export type End = "killed" | "frozen" | "done" | "fenced" | "missed" | "overdue" | "late" | "failed";

/** A worker, and what is done to it from outside. */
export class Victim {
  readonly point: KillPoint | undefined;
  /** Resolves when it has taken up what there was; never, where it does not come to that. */
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  private readonly exited: Promise<End>;
  private isFrozen = false;

  constructor(worker: string, task: Task) {
    this.point = task.point;
    this.child = spawn(process.execPath, [worker], {
      env: { ...process.env, [taskVariable]: JSON.stringify(task) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.exited = new Promise((resolve) => {
      this.child.once("exit", (code, signal) => resolve(endOf(code, signal)));
    });
    const { stdout } = this.child;
    this.ready = new Promise((resolve) => {
      if (!stdout) return;
      createInterface(stdout).on("line", (line) => {
        if (line === "ready") resolve();
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits for its end, doing to it from outside what its point says. */
  async end(patienceMs: number): Promise<End> {
    const patience = new AbortController();
    const late = setTimeout(patienceMs, "late" as const, { signal: patience.signal });
    const end = await Promise.race([this.exited, this.struck(), late]);
    late.catch(() => undefined);
    patience.abort();
    if (end !== "late") return end;
    this.child.kill("SIGKILL");
    await this.exited;
    // Killed where it happened to be is as good as killed at its point. One that nobody has taken over from lives on.
    return this.point ? "overdue" : "late";
  }

  /** Goes on where it was stopped. */
  wake(): void {
    this.child.kill("SIGCONT");
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private async struck(): Promise<End> {
    const { point } = this;
    if (this.isFrozen || !point || !isFromOutside(point.place)) return new Promise(() => undefined);
    await this.ready;
    await setTimeout(point.afterMs);
    if (point.place !== "freeze") {
      this.child.kill(point.place === "time" ? "SIGKILL" : "SIGTERM");
      return this.exited;
    }
    this.child.kill("SIGSTOP");
    this.isFrozen = true;
    return "frozen";
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null): End {
  if (signal === "SIGKILL") return "killed";
  if (code === fencedCode) return "fenced";
  if (code === missedCode) return "missed";
  return code === 0 ? "done" : "failed";
}
