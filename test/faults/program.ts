import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of this repository in a process of its own, which takes real signals. */
export class Program {
  /** What it has written, to both of its outputs. */
  output = "";
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private readonly listeners = new Set<() => void>();

  /**
   * @param file a TypeScript file, as a URL.
   * @param options.env beside the environment of this process.
   * @param options.preload files that are loaded before it, as URLs.
   */
  constructor(
    file: URL,
    args: readonly string[] = [],
    {
      env = {},
      preload = [],
    }: { readonly env?: Readonly<Record<string, string>>; readonly preload?: readonly URL[] } = {},
  ) {
    const imports = [import.meta.resolve("tsx"), ...preload.map(String)].flatMap((url) => ["--import", url]);
    this.child = spawn(
      process.execPath,
      ["--conditions=@protograph/source", ...imports, fileURLToPath(file), ...args],
      { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk) => {
        this.output += String(chunk);
        for (const listener of this.listeners) listener();
      });
    }
    this.ended = new Promise((resolve) => this.child.on("close", (code, signal) => resolve({ code, signal })));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /**
   * Waits until it has written something.
   *
   * @throws Error with all it has written, where it ends before.
   */
  async until(written: RegExp): Promise<void> {
    const state = { over: false };
    void this.ended.then(() => {
      state.over = true;
      for (const listener of this.listeners) listener();
    });
    while (!written.test(this.output)) {
      if (state.over) throw new Error(`the program ended before it wrote ${String(written)}:\n${this.output}`);
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.listeners.delete(listener);
          resolve();
        };
        this.listeners.add(listener);
      });
    }
  }
}
