import { ManualClock } from "../testing/manual-clock.js";
import { MemoryOutbox } from "./memory-outbox.js";
import { outboxContract } from "./outbox-contract.test-support.js";

outboxContract("memory", () => {
  const clock = new ManualClock();
  const outbox = new MemoryOutbox(clock);
  return Promise.resolve({
    outbox,
    commit: async (events) => outbox.commit(["one", "two"], events),
    elapse: (ms) => clock.advance(ms),
  });
});
