import { create } from "@bufbuild/protobuf";
import {
  CompiledGraph,
  type EngineOptions,
  output,
  type OutputRef,
  type Run,
  type RunOptions,
  type StepContext,
  type StepObject,
} from "protograph";
import {
  type Classification,
  ClassificationSchema,
  type ContentAnalysis,
  ContentAnalysisSchema,
  type DirectorProfile,
  DirectorProfileSchema,
  type Movie,
  type MovieRequest,
  MovieRequestSchema,
  MovieSchema,
  type TagSet,
  TagSetSchema,
} from "./generated/bench/v1/movies_pb.js";
import { handBuiltParts } from "../../runtime/hand-built.test-support.js";

/** The work of the five steps: making a message of those before. What is measured is what stands around it. */
const fetchMovie = (request: MovieRequest): Movie =>
  create(MovieSchema, { id: request.id, title: "Playtime", director: "Jacques Tati", year: 1967 });
const fetchDirector = (movie: Movie): DirectorProfile =>
  create(DirectorProfileSchema, { name: movie.director, films: 6 });
const analyze = (movie: Movie): ContentAnalysis =>
  create(ContentAnalysisSchema, { summary: movie.title, violence: 0.01 });
const classify = (content: ContentAnalysis, director: DirectorProfile): Classification =>
  create(ClassificationSchema, { genre: director.name, mood: content.summary, confidence: 0.9 });
const tag = (movie: Movie, classification: Classification, director: DirectorProfile): TagSet =>
  create(TagSetSchema, { movieId: movie.id, primary: classification.genre, secondary: director.name });

class FetchMovie {
  async compute(_ctx: StepContext, request: MovieRequest): Promise<Movie> {
    return fetchMovie(request);
  }
}
class FetchDirector {
  async compute(_ctx: StepContext, movie: Movie): Promise<DirectorProfile> {
    return fetchDirector(movie);
  }
}
class Analyze {
  async compute(_ctx: StepContext, movie: Movie): Promise<ContentAnalysis> {
    return analyze(movie);
  }
}
class Classify {
  async compute(_ctx: StepContext, content: ContentAnalysis, director: DirectorProfile): Promise<Classification> {
    return classify(content, director);
  }
}
class Tag {
  async compute(
    _ctx: StepContext,
    movie: Movie,
    classification: Classification,
    director: DirectorProfile,
  ): Promise<TagSet> {
    return tag(movie, classification, director);
  }
}

class FetchMovieNow {
  compute(_ctx: StepContext, request: MovieRequest): Movie {
    return fetchMovie(request);
  }
}
class FetchDirectorNow {
  compute(_ctx: StepContext, movie: Movie): DirectorProfile {
    return fetchDirector(movie);
  }
}
class AnalyzeNow {
  compute(_ctx: StepContext, movie: Movie): ContentAnalysis {
    return analyze(movie);
  }
}
class ClassifyNow {
  compute(_ctx: StepContext, content: ContentAnalysis, director: DirectorProfile): Classification {
    return classify(content, director);
  }
}
class TagNow {
  compute(_ctx: StepContext, movie: Movie, classification: Classification, director: DirectorProfile): TagSet {
    return tag(movie, classification, director);
  }
}

export const asyncSteps = {
  FetchMovie: new FetchMovie(),
  FetchDirector: new FetchDirector(),
  Analyze: new Analyze(),
  Classify: new Classify(),
  Tag: new Tag(),
};

const syncSteps: Record<keyof typeof asyncSteps, StepObject> = {
  FetchMovie: new FetchMovieNow(),
  FetchDirector: new FetchDirectorNow(),
  Analyze: new AnalyzeNow(),
  Classify: new ClassifyNow(),
  Tag: new TagNow(),
};

/** What `protograph generate` would write for the five steps. */
class Movies extends CompiledGraph {
  readonly #tagSet: OutputRef<TagSet>;

  constructor(graphSteps: Record<keyof typeof asyncSteps, StepObject>, options?: EngineOptions) {
    const needs = {
      FetchMovie: { needs: [MovieRequestSchema], gives: MovieSchema },
      FetchDirector: { needs: [MovieSchema], gives: DirectorProfileSchema },
      Analyze: { needs: [MovieSchema], gives: ContentAnalysisSchema },
      Classify: { needs: [ContentAnalysisSchema, DirectorProfileSchema], gives: ClassificationSchema },
      Tag: { needs: [MovieSchema, ClassificationSchema, DirectorProfileSchema], gives: TagSetSchema },
    };
    const { declaration, plan, messages, steps } = handBuiltParts({
      name: "bench.v1.Movies",
      inputs: [MovieRequestSchema],
      outputs: [TagSetSchema],
      steps: Object.fromEntries(
        Object.entries(needs).map(([name, edges]) => [
          name,
          { ...edges, step: graphSteps[name as keyof typeof needs] },
        ]),
      ),
    });
    super(declaration, plan, messages, steps, options);
    this.#tagSet = output<TagSet>(plan, TagSetSchema.typeName);
  }

  tagSet(movieRequest: MovieRequest, options?: RunOptions): Run<TagSet> {
    return this.start(this.#tagSet, [movieRequest], options);
  }
}

export const asyncMovies = (options?: EngineOptions): Movies => new Movies(asyncSteps, options);
export const syncMovies = (): Movies => new Movies(syncSteps);

/** The five steps with nothing between them: what a person would write who needs none of what a runtime gives. */
export async function handWritten(request: MovieRequest): Promise<TagSet> {
  const movie = await asyncSteps.FetchMovie.compute(noContext, request);
  const [director, content] = await Promise.all([
    asyncSteps.FetchDirector.compute(noContext, movie),
    asyncSteps.Analyze.compute(noContext, movie),
  ]);
  const classification = await asyncSteps.Classify.compute(noContext, content, director);
  return asyncSteps.Tag.compute(noContext, movie, classification, director);
}

export const noContext = {} as StepContext;

export const request = create(MovieRequestSchema, { id: "tt0062136" });
