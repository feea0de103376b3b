import type { Message } from "@bufbuild/protobuf";
import type { Sighting } from "../dsl/flow-options.js";
import type { RunOptions } from "../engine/run.js";
import type { Member, Way } from "./flow-program.js";
import type { FlowFailure } from "./flow-snapshot.js";
import type { HandoffLedger } from "./handoff-ledger.js";
import type { Stage, StageResult } from "./stage.js";

/** What a walk needs of the run whose walk it is. */
export interface FlowHost {
  readonly tenant: string;
  readonly ledger: HandoffLedger<StageResult>;
  /** What a graph's run is started with. */
  optionsOf(member: Member): RunOptions;
  /** A graph's run has started. */
  started(stage: Stage): void;
  sightingOf(member: Member, step: string | undefined): Sighting;
  /** Something failed that nobody has declared, of this stage or behind it. */
  failed(stage: Stage, failure: FlowFailure, way: Way | undefined): void;
  /** A message was read as another, or mapped to one. */
  carried(stage: Stage, way: Way, published: Message, consumed: Message): void;
  /** The next run may begin: this one no longer waits at the door. */
  entered(): void;
  /** Everything is over that can be. */
  ended(): void;
}
