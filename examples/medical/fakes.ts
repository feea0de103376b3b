import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { StepContext } from "protograph";
import { fileServices } from "./demonstration.js";
import {
  type Interpretation,
  type PatientHistory,
  PatientHistorySchema,
  Sex,
  SpecimenQuality,
  type TestResult,
  TestResultSchema,
} from "./generated/medical/v1/medical_pb.js";
import { compareToBaseline } from "./steps/compare-to-baseline.js";
import { GenerateInterpretation } from "./steps/generate-interpretation.js";
import { normalizeValues } from "./steps/normalize-values.js";

/** What a step is told of its run, where there is no run: a step is ordinary code, and a test calls it as such. */
export function stepContext(log: (message: string) => void = () => undefined): StepContext {
  return {
    runId: "run",
    step: "step",
    attempt: 1,
    tenant: undefined,
    deadline: undefined,
    signal: new AbortController().signal,
    itemIndex: [],
    failures: [],
    idempotencyKey: "key",
    log: { debug: log, info: log, warn: log, error: log },
    now: () => 0,
    random: () => 0.5,
    uuid: () => "00000000-0000-4000-8000-000000000000",
    sleep: () => Promise.resolve(),
  };
}

/** Holds a test's services until something has happened elsewhere. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** A value as people write it: `["K", 6.8, "mmol/L"]`. */
export type Value = readonly [analyte: string, value: number, unit: string];

/** What is not said is a healthy specimen of a woman of 40. */
export interface Invented {
  readonly sex?: Sex;
  readonly birthDate?: string;
  readonly specimenQuality?: SpecimenQuality;
  readonly values: readonly Value[];
  readonly earlier?: readonly (readonly [date: string, ...value: Value])[];
}

const collected = "2025-06-18";

/** The report of an invented case, taken on 18 June 2025. */
export function inventedResult({ values, specimenQuality = SpecimenQuality.GOOD }: Invented): TestResult {
  return create(TestResultSchema, {
    reportId: "R-1",
    patientId: "P-1",
    collectedAt: timestampOf(collected),
    specimenQuality,
    measurements: values.map(toMeasurement),
  });
}

/** The history of an invented case. */
export function inventedHistory({
  sex = Sex.FEMALE,
  birthDate = "1985-01-01",
  earlier = [],
}: Invented): PatientHistory {
  return create(PatientHistorySchema, {
    patientId: "P-1",
    sex,
    birthDate,
    earlierMeasurements: earlier.map(([date, ...value]) => ({
      collectedAt: timestampOf(date),
      measurement: toMeasurement(value),
    })),
  });
}

/** The interpretation of an invented case, by the steps themselves and the ranges in `data`. */
export async function interpretInvented(invented: Invented): Promise<Interpretation> {
  const ctx = stepContext();
  const { referenceRanges } = await fileServices();
  const history = inventedHistory(invented);
  const panel = normalizeValues(ctx, inventedResult(invented));
  const comparison = compareToBaseline(ctx, panel, history);
  return new GenerateInterpretation(referenceRanges).compute(ctx, panel, comparison, history);
}

function toMeasurement([analyte, value, unit]: Value): { analyte: string; value: number; unit: string } {
  return { analyte, value, unit };
}

function timestampOf(date: string): ReturnType<typeof timestampFromDate> {
  return timestampFromDate(new Date(`${date}T08:00:00Z`));
}
