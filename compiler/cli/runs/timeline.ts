import pc from "picocolors";
import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import { oneLine } from "../../diagnostics/display-text.js";
import type { Terminal } from "../terminal.js";
import { Narrator, type Told } from "./narrator.js";
import { cutTo } from "./table.js";
import { emittedMs, lengthText } from "./times.js";

const timeWidth = 8;

/** Events of one run in words, each with the time since the first of them. */
export function timelineLines(
  events: readonly RunEvent[],
  { width, outColor }: Pick<Terminal, "width" | "outColor">,
): readonly string[] {
  const narrator = new Narrator();
  const colors = pc.createColors(outColor);
  const [first] = events;
  return events.flatMap((event) => {
    const told = narrator.tell(event);
    const since = `+${lengthText(emittedMs(event) - (first ? emittedMs(first) : 0))}`.padEnd(timeWidth);
    return [
      `${colors.dim(since)}${paintTold(cutTo(oneLine(told.text), width - timeWidth - 2), told.tone, outColor)}`,
      ...told.more.map((line) => `${" ".repeat(timeWidth + 2)}${colors.dim(cutTo(line, width - timeWidth - 4))}`),
    ];
  });
}

/** The colour of how an event is told. */
export function paintTold(text: string, tone: Told["tone"], color: boolean): string {
  const { green, red, dim } = pc.createColors(color);
  return { good: green, bad: red, quiet: dim, plain: (same: string) => same }[tone](text);
}
