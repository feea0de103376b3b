import type { FirstAttempt } from "./attempt.js";
import { type Place, WaitingLine } from "./waiting-line.js";

/** A call that waits for its turn. */
interface Waiter {
  readonly attempt: FirstAttempt;
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

/** Takes a permit for a call and gives 0, or gives the milliseconds to wait before asking again. */
export type Take = (attempt: FirstAttempt) => number | Promise<number>;

/**
 * The calls that share one limit, in order of arrival. Only the first of those that wait asks and has a timer; where its
 * run ends, the next one has.
 */
export class Turns {
  private readonly line = new WaitingLine<Waiter>();
  /** Whether an answer is awaited. What is granted then goes to whoever is first by that time. */
  private asking = false;
  private stopTimer: (() => void) | undefined;

  constructor(private readonly take: Take) {}

  get waiting(): number {
    return this.line.size;
  }

  /** @returns `undefined` where it is the call's turn already. */
  enter(attempt: FirstAttempt): Promise<void> | undefined {
    if (this.line.size > 0 || this.asking) return this.join(attempt);
    const answer = this.take(attempt);
    if (typeof answer === "number" && isGrant(answer)) return undefined;
    const turn = this.join(attempt);
    this.await(answer, attempt);
    return turn;
  }

  private join(attempt: FirstAttempt): Promise<void> {
    return new Promise((resolve, reject) => {
      const place = this.line.join({
        attempt,
        go: () => {
          stop();
          resolve();
        },
        fail: (error) => {
          stop();
          reject(error);
        },
      });
      const stop = attempt.whenOver(() => this.leave(place));
    });
  }

  /** Its run has ended: nobody waits for the promise any more. */
  private leave(place: Place<Waiter>): void {
    const wasFirst = this.line.first === place.who;
    this.line.leave(place);
    if (wasFirst && !this.asking) this.advance(this.take);
  }

  /** Lets calls go while there are permits, then waits for the next one. */
  private advance(ask: Take): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    let take = ask;
    for (let { first } = this.line; first !== undefined; { first } = this.line) {
      if (first.attempt.over()) {
        this.line.shift();
        continue;
      }
      try {
        const answer = take(first.attempt);
        if (typeof answer !== "number" || !isGrant(answer)) {
          this.await(answer, first.attempt);
          return;
        }
        this.line.shift()?.go();
      } catch (error) {
        this.line.shift()?.fail(error);
      }
      ({ take } = this);
    }
  }

  private await(answer: number | Promise<number>, first: FirstAttempt): void {
    if (typeof answer === "number") {
      this.stopTimer = first.timer(answer, () => this.advance(this.take));
      return;
    }
    this.asking = true;
    const answered = (take: Take) => {
      this.asking = false;
      this.advance(take);
    };
    answer.then(
      (ms) => answered(() => ms),
      (error: unknown) =>
        answered(() => {
          throw error;
        }),
    );
  }
}

function isGrant(answer: number): boolean {
  if (answer >= 0) return answer === 0;
  throw new TypeError(`the rate limiter answered ${answer}: it must answer with milliseconds, 0 or more`);
}
