import { clone, create, toBinary } from "@bufbuild/protobuf";
import { checkDeterminism } from "protograph/testing";
import { describe, expect, it } from "vitest";
import { fileServices } from "./demonstration.js";
import { inventedHistory, inventedResult, interpretInvented, stepContext, type Value } from "./fakes.js";
import {
  Analyte,
  Direction,
  Flag,
  InterpretationSchema,
  LabRequestSchema,
  NormalizedPanelSchema,
  PatientHistorySchema,
  RejectionReason,
  TestResultSchema,
} from "./generated/medical/v1/medical_pb.js";
import { RecordError, ServiceUnavailableError } from "./services/errors.js";
import type { ReferenceRanges } from "./services/reference-ranges.js";
import { compareToBaseline } from "./steps/compare-to-baseline.js";
import { FetchPatientHistory } from "./steps/fetch-patient-history.js";
import { FetchTestResult } from "./steps/fetch-test-result.js";
import { GenerateInterpretation } from "./steps/generate-interpretation.js";
import { normalizeValues } from "./steps/normalize-values.js";

const ctx = stepContext();
const request = create(LabRequestSchema, { reportId: "R-1", patientId: "P-1" });

describe("FetchTestResult", () => {
  const result = inventedResult({ values: [] });

  it("asks the laboratory for the report, and passes the signal on", async () => {
    const asked: unknown[] = [];
    const step = new FetchTestResult({
      testResult: async (reportId, { signal }) => {
        asked.push(reportId, signal);
        return result;
      },
    });
    expect(await step.compute(ctx, request)).toBe(result);
    expect(asked).toEqual(["R-1", ctx.signal]);
  });

  it.each([
    ["of another patient", { patientId: "P-2" }, "WRONG_PATIENT", 'report "R-1" is of patient "P-2", not of "P-1"'],
    ["without a time", { patientId: "P-1" }, "INCOMPLETE", 'report "R-1" does not say when the specimen was taken'],
  ])("takes no report %s", async (_, parts, code, message) => {
    const step = new FetchTestResult({
      testResult: async () => create(TestResultSchema, { reportId: "R-1", ...parts }),
    });
    await expect(step.compute(ctx, request)).rejects.toMatchObject({ name: "RecordError", code, message });
  });

  it("lets the laboratory's own error through", async () => {
    const error = new ServiceUnavailableError("closed");
    const step = new FetchTestResult({ testResult: () => Promise.reject(error) });
    await expect(step.compute(ctx, request)).rejects.toBe(error);
  });
});

describe("FetchPatientHistory", () => {
  it("asks the records for the patient, and takes nobody else's", async () => {
    const history = create(PatientHistorySchema, { patientId: "P-2" });
    const step = new FetchPatientHistory({ history: async () => history });
    expect(await step.compute(ctx, create(LabRequestSchema, { patientId: "P-2" }))).toBe(history);
    await expect(step.compute(ctx, request)).rejects.toBeInstanceOf(RecordError);
  });
});

describe("NormalizeValues", () => {
  const normalized = (...values: readonly Value[]) => normalizeValues(ctx, inventedResult({ values }));

  it("brings values to one name, unit and number of decimals, and keeps what was written", () => {
    const { quantities, rejected } = normalized(["hemoglobin", 9.64, "g/dL"], ["K+", 4.25, "mEq/L"]);
    expect(rejected).toEqual([]);
    expect(quantities).toMatchObject([
      { analyte: Analyte.HAEMOGLOBIN, value: 96, unit: "g/L", reported: { value: 9.64, unit: "g/dL" } },
      { analyte: Analyte.POTASSIUM, value: 4.3, unit: "mmol/L", reported: { value: 4.25, unit: "mEq/L" } },
    ]);
  });

  it.each<[string, Value, RejectionReason, string]>([
    ["an unknown analyte", ["Troponin I", 4, "ng/L"], RejectionReason.UNKNOWN_ANALYTE, '"Troponin I" is no analyte'],
    ["an unknown unit", ["Na", 140, "mg/dL"], RejectionReason.UNKNOWN_UNIT, 'not measured in "mg/dL" but in mmol/L'],
    ["no unit", ["Na", 140, ""], RejectionReason.UNKNOWN_UNIT, 'not measured in ""'],
    ["NaN", ["Na", Number.NaN, "mmol/L"], RejectionReason.NOT_FINITE, "NaN"],
    ["infinity", ["Na", Number.POSITIVE_INFINITY, "mmol/L"], RejectionReason.NOT_FINITE, "Infinity"],
    ["a negative value", ["Na", -140, "mmol/L"], RejectionReason.IMPLAUSIBLE, "outside of what is possible"],
    ["mg/dL said to be µmol/L", ["Creatinine", 1.1, "µmol/L"], RejectionReason.IMPLAUSIBLE, "perhaps another unit?"],
  ])("puts %s aside, and says why", (_, value, reason, detail) => {
    const { quantities, rejected } = normalized(value, ["K", 4, "mmol/L"]);
    expect(quantities.map(({ analyte }) => analyte)).toEqual([Analyte.POTASSIUM]);
    expect(rejected).toMatchObject([{ reason, measurement: { analyte: value[0] } }]);
    expect(rejected[0]?.detail).toMatch(detail);
  });

  it("keeps the first of two values of one analyte, whatever they are called", () => {
    const { quantities, rejected } = normalized(["K", 4, "mmol/L"], ["Potassium", 7, "mmol/L"]);
    expect(quantities.map(({ value }) => value)).toEqual([4]);
    expect(rejected).toMatchObject([{ reason: RejectionReason.DUPLICATE, measurement: { value: 7 } }]);
  });

  it("logs what it puts aside", () => {
    const lines: string[] = [];
    normalizeValues(
      stepContext((line) => lines.push(line)),
      inventedResult({ values: [["X", 1, ""]] }),
    );
    expect(lines).toEqual(["a value was put aside"]);
  });
});

describe("CompareToBaseline", () => {
  const compared = (value: number, ...earlier: readonly (readonly [date: string, value: number, unit?: string])[]) => {
    const values = [["Hb", value, "g/L"]] as const;
    const history = inventedHistory({
      values,
      earlier: earlier.map(([date, was, unit = "g/L"]) => [date, "Haemoglobin", was, unit] as const),
    });
    return compareToBaseline(ctx, normalizeValues(ctx, inventedResult({ values })), history);
  };

  it("converts earlier values, and takes their geometric mean as the baseline", () => {
    const { trends } = compared(120, ["2025-01-01", 12.5, "g/dL"], ["2024-09-01", 144]);
    expect(trends).toMatchObject([
      { value: 120, baseline: 134, baselineReadings: 2, changePercent: -10.4, direction: Direction.FALL },
    ]);
    expect(trends[0]?.readings.map(({ value }) => value)).toEqual([144, 125]);
  });

  it("takes the latest five of the last two years", () => {
    const dates = ["2025-01-01", "2024-11-01", "2024-09-01", "2024-07-01", "2024-05-01"];
    const { trends } = compared(
      140,
      ...dates.map((date) => [date, 140] as const),
      ["2024-03-01", 90],
      ["2022-01-01", 60],
    );
    expect(trends[0]).toMatchObject({
      baseline: 140,
      baselineReadings: 5,
      changePercent: 0,
      direction: Direction.STABLE,
    });
    expect(trends[0]?.readings).toHaveLength(7);
  });

  it("has no baseline where all readings are too old, and no trend where there are none", () => {
    const [trend] = compared(140, ["2020-01-01", 140]).trends;
    expect(trend).toMatchObject({ direction: Direction.UNSPECIFIED });
    expect(trend?.baseline).toBeUndefined();
    expect(compared(140).trends).toEqual([]);
  });

  it("puts aside what was not taken before, is not dated or not understood", () => {
    const values = [["Hb", 140, "g/L"]] as const;
    const history = inventedHistory({
      values,
      earlier: [
        ["2025-06-18", "Hb", 130, "g/L"],
        ["2025-01-01", "Hb", 130, "stone"],
      ],
    });
    history.earlierMeasurements.push({ ...history.earlierMeasurements[0]!, collectedAt: undefined });
    const { trends, rejected } = compareToBaseline(ctx, normalizeValues(ctx, inventedResult({ values })), history);
    expect(trends).toEqual([]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      RejectionReason.NOT_EARLIER,
      RejectionReason.UNKNOWN_UNIT,
      RejectionReason.UNDATED,
    ]);
  });

  it("finds the same whatever the order of the earlier values", () => {
    const earlier = [
      ["2025-01-01", 125],
      ["2024-09-01", 144],
      ["2024-10-01", 133],
    ] as const;
    expect(compared(120, ...earlier)).toEqual(compared(120, ...earlier.toReversed()));
  });
});

describe("GenerateInterpretation", () => {
  const empty: ReferenceRanges = {
    range: () => ({ because: "this table is empty" }),
    criticalLimits: () => undefined,
  };

  it("asks for the range of the age at collection, and says so where there is none", () => {
    const asked: unknown[] = [];
    const step = new GenerateInterpretation({
      ...empty,
      range: (question) => {
        asked.push(question);
        return { because: "this table is empty" };
      },
    });
    const invented = { values: [["K", 4, "mmol/L"]], birthDate: "1985-06-18" } as const;
    const panel = normalizeValues(ctx, inventedResult(invented));
    const history = inventedHistory(invented);
    const { assessments, ageYears } = step.compute(ctx, panel, compareToBaseline(ctx, panel, history), history);
    expect(asked).toEqual([
      {
        analyte: Analyte.POTASSIUM,
        sex: 1,
        bornMs: Date.parse("1985-06-18"),
        atMs: Date.parse("2025-06-18T08:00:00Z"),
      },
    ]);
    expect(ageYears).toBe(40);
    expect(assessments).toMatchObject([{ flag: Flag.NOT_ASSESSED, notAssessedBecause: "this table is empty" }]);
  });

  it.each(["", "1985-02-30", "yesterday", "2030-01-01"])(
    "takes a birth date of %j for not known",
    async (birthDate) => {
      const { ageYears, assessments } = await interpretInvented({ values: [["K", 4, "mmol/L"]], birthDate });
      expect(ageYears).toBeUndefined();
      expect(assessments).toMatchObject([
        { flag: Flag.NOT_ASSESSED, notAssessedBecause: "the birth date is not known" },
      ]);
    },
  );

  it("flags the ends of a range as in it, and critical limits as critical", async () => {
    const flag = async (value: number): Promise<Flag | undefined> =>
      (await interpretInvented({ values: [["K", value, "mmol/L"]] })).assessments[0]?.flag;
    expect(await Promise.all([2.5, 2.6, 3.4, 3.5, 5.3, 5.4, 6.4, 6.5].map(flag))).toEqual([
      Flag.CRITICALLY_LOW,
      Flag.LOW,
      Flag.LOW,
      Flag.IN_RANGE,
      Flag.IN_RANGE,
      Flag.HIGH,
      Flag.HIGH,
      Flag.CRITICALLY_HIGH,
    ]);
  });

  it("says that it is a demonstration", async () => {
    expect((await interpretInvented({ values: [] })).disclaimer).toMatch("NOT FOR CLINICAL USE");
  });
});

describe("the steps", () => {
  const invented = {
    values: [
      ["Hb", 95, "g/L"],
      ["K", 6.8, "mmol/L"],
      ["X", 1, ""],
    ],
    earlier: [["2025-01-01", "Hb", 140, "g/L"]],
  } as const;

  it("give equal bytes for equal inputs", async () => {
    const [one, other] = [await interpretInvented(invented), await interpretInvented(invented)];
    expect(toBinary(InterpretationSchema, one)).toEqual(toBinary(InterpretationSchema, other));
  });

  it("give the same whatever the clock, the zone, the locale, chance, the host and the services' haste are", async () => {
    const { laboratoryApi, patientRecords, referenceRanges } = await fileServices();
    const given = create(LabRequestSchema, { reportId: "R-2001", patientId: "P-1001" });
    const [result, history] = [inventedResult(invented), inventedHistory(invented)];
    const panel = normalizeValues(ctx, result);
    const comparison = compareToBaseline(ctx, panel, history);
    const reports = [
      await checkDeterminism(FetchTestResult, [given], { services: [laboratoryApi] }),
      await checkDeterminism(FetchPatientHistory, [given], { services: [patientRecords] }),
      await checkDeterminism(normalizeValues, [result]),
      await checkDeterminism(compareToBaseline, [panel, history]),
      await checkDeterminism(GenerateInterpretation, [panel, comparison, history], { services: [referenceRanges] }),
    ];
    expect(reports.flatMap(({ step, differences }) => differences.map((each) => ({ step, ...each })))).toEqual([]);
  });

  it("leave their inputs as they were", async () => {
    const [result, history] = [inventedResult(invented), inventedHistory(invented)];
    const [resultBefore, historyBefore] = [clone(TestResultSchema, result), clone(PatientHistorySchema, history)];
    const panel = normalizeValues(ctx, result);
    const panelBefore = clone(NormalizedPanelSchema, panel);
    const comparison = compareToBaseline(ctx, panel, history);
    new GenerateInterpretation({ range: () => ({ because: "" }), criticalLimits: () => undefined }).compute(
      ctx,
      panel,
      comparison,
      history,
    );
    expect([result, history, panel]).toEqual([resultBefore, historyBefore, panelBefore]);
  });
});
