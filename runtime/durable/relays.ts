import { type Clock, inBackground } from "../engine/clock.js";
import type { Log } from "../engine/log.js";
import type { Outbox } from "../outbox/outbox.js";
import { OutboxRelay } from "../outbox/relay.js";
import type { Sink } from "../outbox/sink.js";

/** What delivers the events of a store's runs from this process: one relay for each sink, which starts at once. */
export class Relays {
  /** The names of the sinks: grows with them. */
  readonly names: string[] = [];
  readonly sinks: Sink[] = [];
  private readonly relays: OutboxRelay[] = [];

  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Adds sinks; one whose name is there already is the same one. */
  add(sinks: readonly Sink[]): void {
    for (const sink of sinks) {
      if (this.names.includes(sink.name)) continue;
      this.names.push(sink.name);
      this.sinks.push(sink);
      const relay = new OutboxRelay({ outbox: this.outbox, sink, clock: inBackground(this.clock), log: this.log });
      this.relays.push(relay);
      relay.start();
    }
  }

  /** There is something to deliver. */
  wake(): void {
    for (const relay of this.relays) relay.wake();
  }

  async stop(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
  }
}
