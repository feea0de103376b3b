import { describeValue } from "../describe-thrown.js";
import { DeliveryError } from "../errors.js";
import type { Program } from "../plan/program.js";
import { isMessageOf } from "./messages.js";

/**
 * The slot that a message goes to which arrives while a run is in flight.
 *
 * @param isThere whether a slot has its message.
 * @throws DeliveryError where the run does not wait for it, or has it already.
 */
export function slotOfDelivery(
  { awaited }: Program<unknown>,
  runId: string,
  message: unknown,
  isThere: (slot: number) => boolean,
): number {
  const name = describeValue(message);
  const input = awaited.find((each) => each.message === name);
  if (input === undefined) throw new DeliveryError("NOT_AWAITED", runId, `run ${runId} does not wait for ${name}`);
  if (isThere(input.slot)) throw new DeliveryError("ALREADY_DELIVERED", runId, `run ${runId} has its ${name} already`);
  return input.slot;
}

/** The first of the inputs that is not the message it should be, and what it is. */
export function wrongInput(
  wanted: readonly string[],
  inputs: readonly unknown[],
): { readonly message: string; readonly actual: string } | undefined {
  for (let index = 0; index < wanted.length; index++) {
    const message = wanted[index] ?? "";
    if (!isMessageOf(inputs[index], message)) return { message, actual: describeValue(inputs[index]) };
  }
  return undefined;
}
