import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type DirectorProfile,
  DirectorProfileSchema,
  type Movie,
  MovieRequestSchema,
  MovieSchema,
  type TagSet,
  TagSetSchema,
} from "./generated/bench/v1/movies_pb.js";
import { HandBuilt, list, step, stream } from "../../runtime/hand-built.test-support.js";
import type { Figure, Suite } from "./figure.js";
import { type Case, interleave, type Measured, median, timesAsLong } from "./measure.js";
import { noContext, request } from "./movies.js";

/** What it costs to call a step for each item of a list or stream, and what that holds on to. */
export const map: Suite = {
  name: "map",
  async run() {
    return [await throughput(), ...(await memory())];
  },
};

const items = 100_000;
const cap = 64;

const movie = (number: number): Movie =>
  create(MovieSchema, { id: String(number), title: "Playtime", director: "Jacques Tati", year: 1967 });

/** The work for one item. */
const profile = async (_ctx: StepContext, each: Movie): Promise<DirectorProfile> =>
  create(DirectorProfileSchema, { name: each.id, films: 6 });

const catalogue = (profiles: readonly DirectorProfile[]): TagSet =>
  create(TagSetSchema, { movieId: String(profiles.length), primary: profiles.at(-1)?.name ?? "" });

async function throughput(): Promise<Figure> {
  const movies = Array.from({ length: items }, (_, number) => movie(number));
  const graph = new HandBuilt({
    name: "bench.v1.Map",
    inputs: [MovieRequestSchema],
    outputs: [TagSetSchema],
    steps: {
      List: step([MovieRequestSchema], list(MovieSchema), () => movies),
      Profile: step([MovieSchema], DirectorProfileSchema, profile, { parallelism: cap }),
      Catalogue: step([list(DirectorProfileSchema)], TagSetSchema, (_ctx, profiles: readonly DirectorProfile[]) =>
        catalogue(profiles),
      ),
    },
  });
  const cases: Case[] = [
    { name: "pool", work: repeat(async () => catalogue(await pool(movies))) },
    { name: "map", work: repeat(() => graph.run(TagSetSchema, [request])) },
  ];
  const [byHand, mapped] = (await interleave(cases, { rounds: 15 })) as [Measured, Measured];
  return {
    name: "map.100k",
    value: Math.round((items * 1e9) / median(mapped.rounds)),
    unit: "items/s",
    baseline: Math.round((items * 1e9) / median(byHand.rounds)),
    ratio: timesAsLong(mapped, byHand),
    aim: "at most 2 times as long as a hand-written worker pool",
  };
}

/** What a person would write: as many workers as the cap, each taking the next item. */
async function pool(movies: readonly Movie[]): Promise<DirectorProfile[]> {
  const profiles: DirectorProfile[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < movies.length; index = next++) {
      const each = movies[index];
      if (each !== undefined) profiles[index] = await profile(noContext, each);
    }
  };
  await Promise.all(Array.from({ length: cap }, work));
  return profiles;
}

function repeat(run: () => PromiseLike<unknown>): Case["work"] {
  return async (times) => {
    for (let time = 0; time < times; time++) await run();
  };
}

async function memory(): Promise<Figure[]> {
  await heapOf(10_000);
  const [small, middle, large] = [await heapOf(10_000), await heapOf(100_000), await heapOf(1_000_000)];
  const figure = (name: string, value: number): Figure => ({
    name,
    value,
    unit: "KB",
    baseline: small,
    ratio: value / small,
    aim: "about 1: as much for a stream of any length",
  });
  return [
    { name: "map.memory.10k", value: small, unit: "KB" },
    figure("map.memory.100k", middle),
    figure("map.memory.1m", large),
  ];
}

/** The most that a run over a stream of so many items holds, in KB: looked at ten times on the way. */
async function heapOf(length: number): Promise<number> {
  let most = 0;
  const before = heapUsed();
  const graph = new HandBuilt({
    name: "bench.v1.Stream",
    inputs: [MovieRequestSchema],
    outputs: [TagSetSchema],
    steps: {
      Stream: step([MovieRequestSchema], stream(MovieSchema), async function* () {
        for (let number = 0; number < length; number++) yield movie(number);
      }),
      Profile: step([MovieSchema], DirectorProfileSchema, profile, { parallelism: cap }),
      Count: step(
        [stream(DirectorProfileSchema)],
        TagSetSchema,
        async (_ctx, profiles: AsyncIterable<DirectorProfile>) => {
          let count = 0;
          for await (const each of profiles) {
            if (each.films > 0 && ++count % (length / 10) === 0) most = Math.max(most, heapUsed() - before);
          }
          return create(TagSetSchema, { movieId: String(count) });
        },
      ),
    },
  });
  const counted = await graph.run(TagSetSchema, [request]);
  if (counted.movieId !== String(length)) throw new Error(`${counted.movieId} of ${length} items came`);
  return Math.round(most / 1_024);
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
