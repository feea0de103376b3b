import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Film, type Loans, LoansSchema } from "../generated/library/v1/library_pb.js";
import type { LendingDesk } from "../services/lending-desk.js";

/** Asks the lending desk how often a film was lent last year. */
export class CountLoans {
  constructor(private readonly lendingDesk: LendingDesk) {}

  async compute(ctx: StepContext, film: Film): Promise<Loans> {
    return create(LoansSchema, { times: await this.lendingDesk.timesLent(film.id, { signal: ctx.signal }) });
  }
}

/** Answers for {@link CountLoans} where the desk does not: a card without a number is better than none. */
export function unknownLoans(ctx: StepContext, film: Film): Loans {
  ctx.log.warn("the lending desk does not know", { film: film.title });
  return create(LoansSchema);
}
