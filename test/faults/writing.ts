import { beginning, checkpoint, event, submission } from "../../runtime/store/contract/harness.test-support.js";
import type { OpenQueue } from "../../runtime/store/postgres/open-queue.test-support.js";
import { runSql } from "../../runtime/store/postgres/postgres-server.test-support.js";
import { Ledger } from "./ledger.js";
import { until } from "./scratch.js";

/** Some who write runs, one after the other each, and note in a ledger outside of the database what was acknowledged. */
export class Writing {
  private goesOn = true;
  private acknowledged = 0;
  private readonly writers: Promise<unknown>;
  private readonly ledger: Ledger;

  constructor(
    private readonly queue: OpenQueue["queue"],
    private readonly path: string,
    writers = 4,
  ) {
    this.ledger = new Ledger(path);
    this.writers = Promise.all(Array.from({ length: writers }, () => this.write()));
  }

  /** Waits until so many more runs were acknowledged. */
  async more(runs: number): Promise<void> {
    const before = this.acknowledged;
    await until(() => this.acknowledged >= before + runs);
  }

  get count(): number {
    return this.acknowledged;
  }

  async end(): Promise<void> {
    this.goesOn = false;
    await this.writers;
    this.ledger.close();
  }

  /**
   * What the database has of what was acknowledged, and of runs at all.
   *
   * @param url of a database that is well.
   */
  async verdict(url: string): Promise<{ lost: readonly string[]; halves: readonly string[]; double: number }> {
    const rows = await runSql(
      url,
      `select r.run_id, r.state::text,
         (select count(*)::integer from protograph.events e where e.run_id = r.run_id) as events,
         (select count(*)::integer from protograph.checkpoints c where c.run_id = r.run_id) as outcomes
       from protograph.runs r`,
    );
    const whole = new Map(
      rows.map((row) => [String(row.run_id), row.state === "COMPLETED" && row.events === 2 && row.outcomes === 1]),
    );
    const noted = Ledger.read(this.path).map(([, id]) => id ?? "");
    return {
      lost: noted.filter((id) => !whole.has(id)),
      halves: [...whole].filter(([, isWhole]) => !isWhole).map(([id]) => id),
      double: noted.length - new Set(noted).size,
    };
  }

  private async write(): Promise<void> {
    while (this.goesOn) {
      const run = submission();
      this.queue.enqueue(
        beginning(run, {
          events: [event(1, "a"), event(2, "b")],
          checkpoints: [checkpoint("x.A", run.runId)],
          state: { state: "COMPLETED" },
        }),
      );
      await this.queue.flushed(run);
      this.ledger.note("acknowledged", run.runId);
      this.acknowledged++;
    }
  }
}
