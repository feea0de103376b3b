import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Admission, AdmissionClosedError, AdmissionGate, nextAdmission } from "./admission-gate.js";

describe("admission", () => {
  it.each<[Admission, number, number, Admission]>([
    ["open", 0, 0, "open"],
    ["open", 100, 5_000, "open"],
    ["open", 101, 0, "closed"],
    ["open", 0, 5_001, "closed"],
    ["open", 1, 5_000.5, "closed"],
    ["closed", 101, 0, "closed"],
    ["closed", 100, 0, "closed"],
    ["closed", 50, 0, "closed"],
    ["closed", 49, 0, "open"],
    ["closed", 49, 5_000, "open"],
    ["closed", 49, 5_001, "closed"],
    ["closed", 0, 0, "open"],
    ["open", 50, 0, "open"],
    ["open", Number.NaN, 0, "closed"],
    ["closed", 0, Number.NaN, "closed"],
  ])("that is %s is, at %d events and %d ms, %s", (now, events, oldestMs, want) => {
    expect(nextAdmission(now, { events, oldestMs })).toBe(want);
  });

  it("refuses with what it saw and when to come back, until it opens", () => {
    const gate = new AdmissionGate();
    expect(() => gate.admit()).not.toThrow();
    expect(gate.observe({ events: 101, oldestMs: 12.4 })).toBe("closed");
    expect(() => gate.admit()).toThrow(AdmissionClosedError);
    expect(() => gate.admit()).toThrow(
      expect.objectContaining({ code: "ADMISSION_CLOSED", retryAfterMs: 10_000, lag: { events: 101, oldestMs: 12.4 } }),
    );
    gate.observe({ events: 75, oldestMs: 0 });
    expect(() => gate.admit()).toThrow(/75 events/);
    gate.observe({ events: 49, oldestMs: 0 });
    expect(() => gate.admit()).not.toThrow();
    gate.observe({ events: 75, oldestMs: 0 });
    expect(() => gate.admit()).not.toThrow();
  });

  it("goes by other limits where it is given some", () => {
    const gate = new AdmissionGate({ closeAboveEvents: 2, closeAboveMs: 10, openBelowEvents: 1, retryAfterMs: 7 });
    gate.observe({ events: 3, oldestMs: 0 });
    expect(() => gate.admit()).toThrow(expect.objectContaining({ retryAfterMs: 7 }));
    expect(gate.observe({ events: 1, oldestMs: 0 })).toBe("closed");
    expect(gate.observe({ events: 0, oldestMs: 0 })).toBe("open");
  });

  it("depends on the last lag that was above or below, and on nothing before it", () => {
    const lags = fc.array(fc.record({ events: fc.nat(150), oldestMs: fc.nat(6_000) }));
    fc.assert(
      fc.property(lags, (seen) => {
        const gate = new AdmissionGate();
        for (const lag of seen) gate.observe(lag);
        const decisive = seen.findLast(
          ({ events, oldestMs }) => events > 100 || oldestMs > 5_000 || (events < 50 && oldestMs <= 5_000),
        );
        const closed = decisive !== undefined && (decisive.events > 100 || decisive.oldestMs > 5_000);
        if (closed) expect(() => gate.admit()).toThrow(AdmissionClosedError);
        else expect(() => gate.admit()).not.toThrow();
      }),
    );
  });
});
