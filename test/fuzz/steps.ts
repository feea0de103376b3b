import { setImmediate } from "node:timers/promises";
import { AbsentError, type Lazy, type StepContext, type StepFunction } from "protograph";
import type { Message } from "@bufbuild/protobuf";
import { asks, behave, chosenKey, fallBack, type Given, isTrue, listText, nothing } from "./behave.js";
import type { CallLog } from "./call-log.js";
import { message, textIn } from "./messages.js";
import type { Decider, ModelChoice, ModelNode, Parameter } from "./model.js";

/** What a step throws on purpose. */
class Mishap extends Error {}

/** A predicate, for `use`. */
export function predicateOf(decider: Decider): (...messages: never[]) => boolean {
  return (...messages) => isTrue(decider, textsOf(decider.parameters, messages));
}

/** A selector, for `choose`. */
export function selectorOf(choice: ModelChoice): (...messages: never[]) => string {
  return (...messages) => chosenKey(choice, textsOf(choice.parameters, messages));
}

/** A fallback, for `use`. */
export function fallbackOf(node: ModelNode): (ctx: StepContext, ...messages: never[]) => unknown {
  return (_ctx, ...messages) => {
    const answer = fallBack(node, textsOf(node.fallback ?? [], messages));
    if (answer === undefined) throw new Mishap(`the fallback of ${node.id}`);
    return message(node.message, answer);
  };
}

/**
 * The step of a node: does what its {@link Behaviour} says, at once or after a while, and notes it.
 *
 * @param log where the run that is going on is noted.
 */
export function stepOf(node: ModelNode, log: () => CallLog): StepFunction {
  const { delay } = node.behaviour;
  const waits = node.parameters.some(({ taking }) => taking === "LAZY" || taking === "STREAM");
  return (ctx: StepContext, ...messages: never[]) => {
    const runLog = log();
    const call = runLog.start(ctx);
    const end = () => runLog.end(call);
    if (waits || delay > 0) return later(node, ctx, messages, end);
    try {
      return finish(node, textsOf(node.parameters, messages), ctx.attempt, end);
    } catch (error) {
      end();
      throw error;
    }
  };
}

async function later(node: ModelNode, ctx: StepContext, messages: readonly unknown[], end: () => void) {
  try {
    await pause(node.behaviour.delay);
    return finish(node, await resolved(node, messages), ctx.attempt, end);
  } catch (error) {
    end();
    throw error;
  }
}

async function pause(delay: number): Promise<void> {
  if (delay === 1) await Promise.resolve();
  if (delay === 2) for (let turn = 0; turn < 9; turn++) await Promise.resolve();
  if (delay === 3) await setImmediate();
}

/** Of a stream the call ends when its last item is taken. */
function finish(node: ModelNode, given: Given, attempt: number, end: () => void): unknown {
  const { failed, texts } = behave(node, given, attempt);
  if (failed) throw new Mishap(node.id);
  const messages = texts.map((text) => message(node.message, text));
  if (node.product === "STREAM") return streamed(node, messages, end);
  end();
  return node.product === "LIST" ? messages : messages[0];
}

/** A stream; of one that is closed before its first item is asked for, nothing runs, and the call ends all the same. */
function streamed(node: ModelNode, messages: readonly Message[], end: () => void): AsyncIterable<Message> {
  const items = itemsOf(node, messages, end);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => items.next(),
      return: () => items.return(undefined).finally(end),
    }),
  };
}

async function* itemsOf(node: ModelNode, messages: readonly Message[], end: () => void): AsyncGenerator<Message, void> {
  try {
    for (const each of messages) {
      await pause(node.behaviour.delay);
      yield each;
    }
    if (node.behaviour.breaking) throw new Mishap(node.id);
  } finally {
    end();
  }
}

/** The texts of what is there when a function is called. */
function textsOf(parameters: readonly Parameter[], messages: readonly unknown[]): Given {
  return parameters.map(({ taking }, place) => {
    const given = messages[place];
    if (taking === "LIST") return listText((given as readonly unknown[]).map(textIn));
    return given === undefined ? nothing : textIn(given);
  });
}

async function resolved({ parameters, behaviour }: ModelNode, messages: readonly unknown[]): Promise<Given> {
  const texts: (string | undefined)[] = [];
  for (const [place, { taking }] of parameters.entries()) {
    const given = messages[place];
    if (taking === "STREAM") texts[place] = listText(await all(given as AsyncIterable<unknown>));
    else if (taking === "LAZY") texts[place] = undefined;
    else texts[place] = textsOf([{ value: 0, taking }], [given])[0];
  }
  const known = texts.filter((text) => text !== undefined);
  for (const [place, { taking }] of parameters.entries()) {
    if (taking !== "LAZY") continue;
    const lazy = messages[place] as Lazy<Message>;
    texts[place] = asks(behaviour, known, place) ? await asked(lazy, behaviour.catching) : "?";
  }
  return texts.map((text) => text ?? "");
}

async function all(stream: AsyncIterable<unknown>): Promise<string[]> {
  const texts: string[] = [];
  for await (const each of stream) texts.push(textIn(each));
  return texts;
}

async function asked(lazy: Lazy<Message>, catching: boolean): Promise<string> {
  try {
    const first = lazy.get();
    const second = lazy.get();
    if (first !== second) throw new TypeError("get gave two promises");
    return textIn(await first);
  } catch (error) {
    if (!catching || error instanceof TypeError) throw error;
    return error instanceof AbsentError ? "absent" : "caught";
  }
}
