import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Sample, type Report, ReportSchema } from "../../../generated/health/v1/health_pb.js";

const collator = new Intl.Collator("en", { numeric: true });
const plural = new Intl.PluralRules("en");

export class NameFindingsInEnglish {
  compute(_ctx: StepContext, sample: Sample): Report {
    const names = sample.values.map((each) => each.name.toUpperCase().normalize("NFC"));
    names.sort((a, b) => collator.compare(a, b) || a.localeCompare(b, "en"));
    const summary = plural.select(names.length) === "one" ? "one finding" : `${names.length} findings`;
    const turkish = "i".toLocaleUpperCase("tr-TR");
    return create(ReportSchema, { sampleId: sample.id, summary, findings: [...names, turkish] });
  }
}
