import type { RunEvent } from "protograph";
import type { Expectation } from "./expect.js";
import { type Model, nodeOf } from "./model.js";
import { placeText, type PlaceText } from "./reference.js";

/** What holds of the choices and fallbacks in any run's events: each is told once, is right, and comes in time. */
export function eventFaults(model: Model, events: readonly RunEvent[], { reference }: Expectation): string[] {
  const chosen = new Map<PlaceText, string>();
  const branches = branchesOf(model);
  const ways = new Set<string>();
  const faults: string[] = [];
  const say = (fault: string) => faults.push(fault);
  for (const event of events) {
    if (!("step" in event)) continue;
    const index = "itemIndex" in event ? (event.itemIndex ?? []) : [];
    const place = placeText(event.step, index);
    if (event.type === "StepChosen") {
      const wanted = reference.chosen.get(place);
      if (chosen.has(place)) say(`${place} is chosen for twice`);
      if (event.chosen !== wanted && !reference.open) say(`${place} is told to take ${event.chosen} and not ${wanted}`);
      chosen.set(place, event.chosen);
      ways.add(`${event.step}/${event.chosen}`);
    }
    if (event.type === "StepCompleted" && event.fallback && !reference.open && !reference.answered.has(place)) {
      say(`${place} is told to be its fallback's`);
    }
    const branch = branches.get(event.step);
    if (branch === undefined || event.type === "StepSkipped" || event.type === "StepCompleted") continue;
    // Of a branch that is called for each item, the first start stands for all.
    const isKnown =
      index.length > 0 ? chosen.get(placeText(branch.choice, index)) === branch.key : ways.has(branch.way);
    if (!isKnown) say(`${event.type} of ${place} comes before it is chosen`);
  }
  return faults;
}

/** What a completed run has not told, of what the output waited for. */
export function untoldFaults(events: readonly RunEvent[], { places, reference }: Expectation): string[] {
  const told = new Set<string>();
  for (const event of events) {
    if (event.type === "StepChosen") told.add(`${placeText(event.step, event.itemIndex ?? [])} is chosen for`);
    if (event.type === "StepCompleted" && event.fallback) {
      told.add(`${placeText(event.step, event.itemIndex ?? [])} is its fallback's`);
    }
  }
  const wanted = [
    ...[...reference.chosen.keys()].filter((place) => places.has(place)).map((place) => `${place} is chosen for`),
    ...[...reference.answered].filter((place) => places.has(place)).map((place) => `${place} is its fallback's`),
  ];
  return wanted.filter((each) => !told.has(each)).map((each) => `no event says that ${each}`);
}

interface Branch {
  readonly choice: string;
  readonly key: string;
  readonly way: string;
}

function branchesOf(model: Model): ReadonlyMap<string, Branch> {
  return new Map(
    model.nodes.flatMap(({ id, choice }) =>
      (choice?.branches ?? []).map(({ key, value }): [string, Branch] => [
        nodeOf(model, value).id,
        { choice: id, key, way: `${id}/${key}` },
      ]),
    ),
  );
}
