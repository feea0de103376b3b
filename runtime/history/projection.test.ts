import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RunEventSchema, SkipReason } from "../../generated/protograph/v1/event_pb.js";
import {
  Consistency,
  NodeState,
  type RunSnapshot,
  RunSnapshotSchema,
  RunState,
  RunSubstate,
} from "../../generated/protograph/v1/snapshot_pb.js";
import { runEventTypes, type StepEventType, stepEventTypes } from "./event-types.js";
import { eventOf, events, type Sketch } from "./events.test-support.js";
import { histories, nodes } from "./histories.test-support.js";
import { advance, project, Projection } from "./projection.js";
import { fullHash } from "./snapshot-hash.js";

/** The contract, in words of its own: all that can happen to a run. */
const runMoves = `
  UNSPECIFIED RunQueued QUEUED        UNSPECIFIED RunStarted RUNNING
  QUEUED RunStarted RUNNING           QUEUED RunFailed FAILED             QUEUED RunCancelled CANCELLED
  RUNNING RunPaused PAUSED            PAUSED RunResumed RUNNING
  RUNNING RunParked PARKED            PARKED RunResumed RUNNING
  RUNNING RunCompleted COMPLETED      RUNNING RunFailed FAILED            RUNNING RunCancelled CANCELLED
  PAUSED RunCompleted COMPLETED       PAUSED RunFailed FAILED             PAUSED RunCancelled CANCELLED
  FAILED RunStarted RUNNING
  QUEUED RunReplanned QUEUED          RUNNING RunReplanned RUNNING        PAUSED RunReplanned PAUSED
  PARKED RunReplanned PARKED          FAILED RunReplanned FAILED
`;

/** All that can happen to a node of a run that runs. */
const nodeMoves = `
  PENDING StepStarted RUNNING         RUNNING StepCompleted SUCCEEDED     RUNNING StepFailed FAILED
  RUNNING StepRetried PENDING         PENDING StepSkipped SKIPPED         PENDING StepRestored RESTORED
  PENDING StepChosen PENDING          RUNNING StepChosen RUNNING
`;

/** What more can happen to an item, whose start is no event. */
const itemMoves = `${nodeMoves}
  PENDING StepCompleted SUCCEEDED     PENDING StepFailed FAILED           PENDING StepRetried PENDING
`;

function movesOf(text: string): ReadonlyMap<string, string> {
  const words = text.trim().split(/\s+/);
  const moves = new Map<string, string>();
  for (let at = 0; at < words.length; at += 3) moves.set(`${words[at]} ${words[at + 1]}`, words[at + 2] ?? "");
  return moves;
}

/** A way to each state of a run, one event after another. */
const waysToRun: Readonly<Record<keyof typeof RunState, readonly Sketch[]>> = {
  UNSPECIFIED: [],
  QUEUED: [{ type: "RunQueued" }],
  RUNNING: [{ type: "RunStarted" }],
  PAUSED: [{ type: "RunStarted" }, { type: "RunPaused" }],
  PARKED: [{ type: "RunStarted" }, { type: "RunParked" }],
  COMPLETED: [{ type: "RunStarted" }, { type: "RunCompleted" }],
  FAILED: [{ type: "RunStarted" }, { type: "RunFailed" }],
  CANCELLED: [{ type: "RunStarted" }, { type: "RunCancelled" }],
};

const running: Sketch = { type: "RunStarted" };

const waysToNode: Readonly<Record<Exclude<keyof typeof NodeState, "UNSPECIFIED">, readonly StepEventType[]>> = {
  PENDING: [],
  RUNNING: ["StepStarted"],
  SUCCEEDED: ["StepStarted", "StepCompleted"],
  FAILED: ["StepStarted", "StepFailed"],
  SKIPPED: ["StepSkipped"],
  RESTORED: ["StepRestored"],
};

/** States with all the events there are. */
function grid<State extends string, Event extends string>(states: readonly State[], types: readonly Event[]) {
  return states.flatMap((state) => types.map((type) => [state, type] as const));
}

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] => Object.keys(record) as Key[];

describe("a run in every state", () => {
  const moves = movesOf(runMoves);

  it.each(grid(keysOf(waysToRun), runEventTypes))("%s takes or refuses %s", (state, type) => {
    const before = project(nodes, events(...waysToRun[state]));
    expect(RunState[before.state]).toBe(state);
    const [event] = events(...waysToRun[state], { type, attempt: type === "RunStarted" ? 2 : 1 }).slice(-1);
    const after = advance(before, [event!]);
    const want = moves.get(`${state} ${type}`);
    expect(RunState[after.state]).toBe(want ?? state);
    expectMark(after, want === undefined ? event!.eventId : undefined);
  });

  it.each(grid(keysOf(waysToRun), stepEventTypes))("%s takes or refuses %s of a node", (state, type) => {
    const draining = ["StepCompleted", "StepFailed", "StepRetried", "StepSkipped"];
    const allowed = state === "RUNNING" || (state === "PAUSED" && draining.includes(type));
    const way = waysToRun[state];
    // Where the run has started, its node is brought to where the event could happen to it.
    const [first, ...rest] = way;
    const ends = ["StepCompleted", "StepFailed", "StepRetried"].includes(type);
    const start: readonly Sketch[] = ends && first?.type === "RunStarted" ? [{ type: "StepStarted" }] : [];
    const sketches = first === undefined ? [] : [first, ...start, ...rest];
    const all = events(...sketches, { type });
    const after = project(nodes, all);
    expectMark(after, allowed ? undefined : all.at(-1)!.eventId);
    expect(RunState[after.state]).toBe(state);
  });

  it("knows every state and every event", () => {
    expect(Object.keys(waysToRun)).toEqual(Object.keys(RunState).filter((name) => Number.isNaN(Number(name))));
    expect(runEventTypes).toHaveLength(9);
    expect(stepEventTypes).toHaveLength(7);
  });
});

describe.each([
  ["a node", nodeMoves, undefined],
  ["an item of a node", itemMoves, [3]],
] as const)("%s in every state", (_, text, item) => {
  const moves = movesOf(text);
  const place = item === undefined ? {} : { item };

  it.each(grid(keysOf(waysToNode), stepEventTypes))("%s takes or refuses %s", (state, type) => {
    const way = [running, ...waysToNode[state].map((each) => ({ type: each, ...place }))];
    const before = project(nodes, events(...way));
    expect(stateOf(before)).toBe(state);
    const attempt = type === "StepStarted" || (item && state === "PENDING") ? 2 : 1;
    const [event] = events(...way, { type, attempt, ...place }).slice(-1);
    const after = advance(before, [event!]);
    const want = moves.get(`${state} ${type}`);
    expect(stateOf(after)).toBe(want ?? state);
    expectMark(after, want === undefined ? event!.eventId : undefined);
  });

  function stateOf({ nodes: [node] }: RunSnapshot): string {
    if (item === undefined) return NodeState[node!.state];
    return NodeState[node!.items[0]?.state ?? NodeState.PENDING];
  }
});

it.each(keysOf(waysToNode))("a node that is %s can be run anew by a new attempt of its run", (state) => {
  const way = [running, ...waysToNode[state].map((type) => ({ type })), { type: "RunFailed" } as const];
  const after = project(nodes, events(...way, { type: "RunStarted", attempt: 2, with: { anew: ["A"] } }));
  expect(after).toMatchObject({ consistency: Consistency.CONSISTENT, nodes: [{ state: NodeState.PENDING }, {}] });
});

describe("another plan", () => {
  const swapped = [
    { from: "A", to: "B" },
    { from: "B", to: "A" },
  ];
  const way: readonly Sketch[] = [running, { type: "StepStarted" }, { type: "StepCompleted" }];
  const after = (changes: Sketch["with"]) => {
    const all = { gone: [], renamed: [], added: [], anew: [], ...changes };
    return project(nodes, events(...way, { type: "RunReplanned", origin: { planDigest: "d2" }, with: all }));
  };

  it("keeps what a node has come to under its new id", () => {
    const snapshot = after({ renamed: swapped });
    expect(snapshot).toMatchObject({ consistency: Consistency.CONSISTENT, planDigest: "d2", state: RunState.RUNNING });
    expect(snapshot.nodes).toMatchObject([
      { id: "A", state: NodeState.PENDING },
      { id: "B", state: NodeState.SUCCEEDED, logicalAttempt: 1 },
    ]);
  });

  it("drops what is gone, adds what is new, and runs anew what is void", () => {
    const { nodes: found } = after({ gone: ["B"], renamed: [{ from: "A", to: "C" }], added: ["A"], anew: ["C"] });
    expect(found).toMatchObject([
      { id: "A", state: NodeState.PENDING, logicalAttempt: 0 },
      { id: "C", state: NodeState.PENDING, logicalAttempt: 1 },
    ]);
  });

  it.each([
    [{ gone: ["X"] }, "there is no node X"],
    [{ gone: ["A"], renamed: [{ from: "A", to: "X" }] }, "there is no node A"],
    [{ renamed: [{ from: "A", to: "B" }] }, "there is a node B already"],
    [{ added: ["B"] }, "there is a node B already"],
    [{ gone: ["B"], anew: ["B"] }, "there is no node B to run anew"],
  ])("changes nothing where it cannot be: %j", (changes, reason) => {
    const snapshot = after(changes);
    expect(snapshot.illegal[0]?.reason).toContain(reason);
    expect(snapshot.nodes).toMatchObject([{ state: NodeState.SUCCEEDED }, { state: NodeState.PENDING }]);
  });

  it("leaves a parked run waiting for what it waited for", () => {
    const history: readonly Sketch[] = [running, { type: "RunParked" }, { type: "RunReplanned" }];
    expect(project(nodes, events(...history)).parked?.message).toBe("movies.v1.Approval");
  });
});

function expectMark(snapshot: RunSnapshot, eventId: string | undefined): void {
  const { CONSISTENT, INCONSISTENT } = Consistency;
  expect(snapshot.consistency).toBe(eventId === undefined ? CONSISTENT : INCONSISTENT);
  expect(snapshot.illegal.map((each) => each.eventId)).toEqual(eventId === undefined ? [] : [eventId]);
  expect(snapshot.illegalCount).toBe(eventId === undefined ? 0n : 1n);
}

describe("an event that cannot have happened", () => {
  const started = [running, { type: "StepStarted" } as const];

  it.each<[string, Sketch]>([
    ["of a step, naming no node", { type: "StepCompleted", node: "" }],
    ["of an attempt that is over", { type: "StepStarted", attempt: 1 }],
    ["of an attempt that has not started", { type: "StepCompleted", attempt: 2 }],
    ["of the run, in an attempt it is not in", { type: "RunCompleted", attempt: 2 }],
    ["of another run", { type: "StepCompleted", origin: { runId: "run-2" } }],
    ["of another tenant", { type: "StepCompleted", origin: { tenant: "other" } }],
    ["of an item of a node that has ended", { type: "StepFailed", node: "B", item: [0] }],
    ["of a node that nobody has started, in an attempt", { type: "StepCompleted", node: "C" }],
  ])("%s changes nothing but the mark and the place", (_, sketch) => {
    const way = [...started, { type: "StepSkipped", node: "B" } as const];
    const before = project(nodes, events(...way));
    const all = events(...way, sketch);
    const after = project(nodes, all);
    expectMark(after, all.at(-1)!.eventId);
    const { lastRunSeq, consistency, illegal, illegalCount } = after;
    expect(after).toEqual({ ...before, lastRunSeq, consistency, illegal, illegalCount });
    expect(illegal[0]).toMatchObject({ runSeq: 4n, type: sketch.type });
    expect(illegal[0]!.reason).not.toBe("");
  });

  it("does not keep what follows from being heard", () => {
    const after = project(nodes, events(...started, "RunQueued", "StepCompleted", "RunCompleted"));
    expect(after).toMatchObject({ state: RunState.COMPLETED, consistency: Consistency.INCONSISTENT });
  });

  it("is one that is called otherwise than its payload, or has none", () => {
    for (const wrong of [{ type: "RunPaused" }, { payload: { case: undefined } }] as const) {
      const [first, second] = events("RunStarted", "StepStarted");
      Object.assign(second!, wrong);
      expectMark(project(nodes, [first!, second!]), second!.eventId);
    }
  });

  it("is counted beyond those that are named, so that a snapshot stays small", () => {
    const broken = project(nodes, events(...Array.from({ length: 100 }, () => "RunPaused" as const)));
    expect(broken.illegalCount).toBe(100n);
    expect(broken.illegal).toHaveLength(16);
    expect(broken.illegal[15]!.runSeq).toBe(16n);
  });

  it("is a run that starts nodes anew which it has not, or that has not started before", () => {
    const first = events({ type: "RunStarted", with: { anew: ["A"] } });
    expectMark(project(nodes, first), first[0]!.eventId);
    const later = events(running, "RunFailed", { type: "RunStarted", attempt: 2, with: { anew: ["A", "X"] } });
    expectMark(project(nodes, later), later[2]!.eventId);
    expect(project(nodes, later)).toMatchObject({ state: RunState.FAILED, logicalAttempt: 1 });
  });

  it("is a second, other choice", () => {
    const once = [running, { type: "StepChosen" } as const];
    const same = events(...once, "StepChosen");
    expectMark(project(nodes, same), undefined);
    const other = events(...once, { type: "StepChosen", with: { choice: "deep" } });
    expectMark(project(nodes, other), other[2]!.eventId);
    expect(project(nodes, other).nodes[0]!.choice).toBe("fast");
  });
});

describe("an event of a type that is not known", () => {
  it("only moves the place in the history", () => {
    const started = project(nodes, events("RunStarted"));
    const unknown = create(RunEventSchema, { runId: "run-1", runSeq: 7n, type: "StepPondered" });
    expect(new Projection(nodes).apply(unknown)).toBe("unknown");
    expect(advance(started, [unknown])).toEqual({ ...started, lastRunSeq: 7n });
  });
});

describe("a snapshot", () => {
  it("says of a paused run whether steps of it still run", () => {
    const pausing = project(nodes, events("RunStarted", "StepStarted", "RunPaused"));
    expect(pausing).toMatchObject({ state: RunState.PAUSED, substate: RunSubstate.DRAINING });
    const paused = advance(pausing, [eventOf({ type: "StepCompleted" }, 4)]);
    expect(paused).toMatchObject({ state: RunState.PAUSED, substate: RunSubstate.UNSPECIFIED });
  });

  it("says what a parked run waits for, until it goes on", () => {
    const parked = project(nodes, events("RunStarted", "RunParked"));
    expect(parked.parked).toMatchObject({ message: "movies.v1.Approval" });
    expect(advance(parked, [eventOf({ type: "RunResumed" }, 3)]).parked).toBeUndefined();
  });

  it("says of each node what is left of its events", () => {
    const snapshot = project(
      ["B", "A"],
      events(
        "RunStarted",
        "StepStarted",
        "StepRetried",
        { type: "StepStarted", attempt: 2 },
        { type: "StepCompleted", attempt: 2, with: { fallback: true, absent: true } },
        { type: "StepSkipped", node: "B", with: { reason: SkipReason.INPUT_ABSENT } },
        { type: "StepChosen", node: "C" },
      ),
    );
    expect(snapshot.nodes).toMatchObject([
      { id: "A", state: NodeState.SUCCEEDED, logicalAttempt: 2, fallback: true, absent: true },
      { id: "B", state: NodeState.SKIPPED, skipReason: SkipReason.INPUT_ABSENT, logicalAttempt: 0 },
      { id: "C", state: NodeState.PENDING, choice: "fast" },
    ]);
    expect(snapshot.nodes[0]!.failure).toBeUndefined();
    expect(Buffer.from(snapshot.nodes[0]!.outputHash).toString()).toBe("out");
  });

  it("has items in the order of their places, and how they ended", () => {
    const of = (type: StepEventType, item: readonly number[], attempt = 1): Sketch => ({ type, item, attempt });
    const snapshot = project(
      nodes,
      events(
        "RunStarted",
        "StepStarted",
        of("StepFailed", [10, 2]),
        of("StepRetried", [9]),
        of("StepStarted", [9], 2),
        of("StepFailed", [9], 2),
        of("StepRetried", [10, 1]),
        of("StepCompleted", [10, 1], 2),
        { type: "StepCompleted", with: { items: { total: 12n, succeeded: 10n, failed: 2n } } },
      ),
    );
    expectMark(snapshot, undefined);
    expect(snapshot.nodes[0]).toMatchObject({
      counts: { total: 12n, failed: 2n },
      items: [
        { index: [9], state: NodeState.FAILED, logicalAttempt: 2 },
        { index: [10, 1], state: NodeState.SUCCEEDED, logicalAttempt: 2 },
        { index: [10, 2], state: NodeState.FAILED, logicalAttempt: 1 },
      ],
    });
  });

  it("forgets, when a run is retried, how it failed; not what it has chosen, nor how often it tried", () => {
    const retried = project(
      nodes,
      events("RunStarted", "StepChosen", "StepStarted", { type: "StepFailed", item: [0] }, "StepFailed", "RunFailed", {
        type: "RunStarted",
        attempt: 2,
        with: { anew: ["A"] },
      }),
    );
    expect(retried).toMatchObject({ state: RunState.RUNNING, logicalAttempt: 2 });
    expect([retried.failure, retried.endedAt, retried.nodes[0]!.failure]).toEqual([undefined, undefined, undefined]);
    expect(retried.nodes[0]).toMatchObject({ choice: "fast", logicalAttempt: 1, items: [] });
    const again = advance(retried, [eventOf({ type: "StepStarted", attempt: 2 }, 8)]);
    expectMark(again, undefined);
  });
});

describe("folding any history", () => {
  const many = { numRuns: 40 };

  it("from zero gives at every prefix what folding on gives, and what each kept snapshot gives", () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const live = new Projection(nodes);
        let kept = project(nodes, []);
        history.forEach((event, index) => {
          live.apply(event);
          kept = advance(kept, [event]);
          const hash = fullHash(project(nodes, history.slice(0, index + 1)));
          expect(fullHash(live.snapshot())).toBe(hash);
          expect(fullHash(kept)).toBe(hash);
        });
      }),
      many,
    );
  });

  it("can be cut anywhere, also where a snapshot was written and read", () => {
    fc.assert(
      fc.property(histories(), fc.nat(), (history, cut) => {
        const at = history.length === 0 ? 0 : cut % history.length;
        const kept = toBinary(RunSnapshotSchema, project(nodes, history.slice(0, at)));
        expect(toBinary(RunSnapshotSchema, advance(fromBinary(RunSnapshotSchema, kept), history))).toEqual(
          toBinary(RunSnapshotSchema, project(nodes, history)),
        );
      }),
      many,
    );
  });

  it("marks nothing where nothing illegal happened, and always where something did", () => {
    fc.assert(
      fc.property(histories(0), (history) => {
        expectMark(project(nodes, history), undefined);
      }),
      many,
    );
    fc.assert(
      fc.property(histories(5), (history) => {
        const projection = new Projection(nodes);
        const illegal = history.filter((event) => projection.apply(event) === "illegal");
        const snapshot = projection.snapshot();
        expect(snapshot.illegalCount).toBe(BigInt(illegal.length));
        expect(snapshot.illegal.map(({ eventId }) => eventId)).toEqual(
          illegal.slice(0, 16).map(({ eventId }) => eventId),
        );
      }),
      many,
    );
  });

  it("changes no event", () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const before = history.map((event) => toBinary(RunEventSchema, event));
        project(nodes, history);
        expect(history.map((event) => toBinary(RunEventSchema, event))).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });
});
