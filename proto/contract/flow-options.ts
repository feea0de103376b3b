import { z } from "zod";
import {
  BranchRole,
  type Handoff,
  type Observer,
  OnDuplicate,
  Overflow,
} from "../../generated/protograph/v1/flow_pb.js";
import { count, defaults, functionValue, itemFailure, oneOf, toItemFailure } from "./options.js";

/**
 * The options of what stands in the `handoffs` of a flow, as one schema each: the runtime applies it to the declared
 * values, the compiler to what it reads of their source.
 */

const fieldPath = z.string().min(1, "key names a field, or several: the path to a field is not empty");

const key = z.union([fieldPath, z.array(fieldPath).min(1, "key names at least one field").max(16)], {
  error: 'key is the path to a field, "orderId", or a list of several',
});

const flag = (name: string) => z.boolean(`${name} is true or false`).optional();

const window = count("window").optional();

const policies = {
  window,
  onDuplicate: oneOf(["first", "refuse"]).optional(),
  overflow: oneOf(["wait", "refuse"]).optional(),
  itemFailure: itemFailure.optional(),
  role: oneOf(["primary", "aux"]).optional(),
  required: flag("required"),
  map: functionValue.optional(),
};

/** Every option of `handoff`. */
export const handoffOptions = z.strictObject({ key, ...policies });

/** Every option of `branch`, of which those of its `route` are the defaults. */
export const branchOptions = z.strictObject({ key: key.optional(), ...policies });

/** Every option of `route`: they hold for each of its branches. */
export const routeOptions = branchOptions.omit({ role: true, required: true, map: true });

const watching = z.strictObject({
  required: flag("required"),
  window,
  overflow: oneOf(["wait", "drop"]).optional(),
});

const seesAll: readonly [(options: z.infer<typeof watching>) => boolean, { path: string[]; error: string }] = [
  ({ required, overflow }) => required !== true || overflow !== "drop",
  { path: ["overflow"], error: "what is required sees every message: leave overflow out, or required" },
];

/** Every option of `observe`. */
export const observeOptions = watching.refine(...seesAll);

/** Every option of `tap`; that it is weak has to be written. */
export const tapOptions = watching
  .extend({ weak: z.literal(true, "a tap sees what may come to nothing: write weak: true to say that this is meant") })
  .refine(...seesAll);

/** The validated options of `handoff` and `branch`. */
export type HandoffOptionsData = z.infer<typeof branchOptions>;

/** The validated options of `observe` and `tap`. */
export type ObserveOptionsData = z.infer<typeof observeOptions>;

type HandoffPolicies = Required<Pick<Handoff, "window" | "onDuplicate" | "overflow" | "role" | "required" | "mapped">> &
  Pick<Handoff, "itemFailure">;

/**
 * The plan's policies of a handoff's options; its key is none of them, for that takes the fields of a message.
 *
 * @param options options that {@link handoffOptions} or {@link branchOptions} has accepted.
 */
export function toHandoffPolicies(options: HandoffOptionsData): HandoffPolicies {
  const failure = toItemFailure(options.itemFailure);
  return {
    window: options.window ?? defaults.window,
    onDuplicate: options.onDuplicate === "refuse" ? OnDuplicate.REFUSE : OnDuplicate.FIRST,
    overflow: options.overflow === "refuse" ? Overflow.REFUSE : Overflow.WAIT,
    role: options.role === "aux" ? BranchRole.AUX : BranchRole.PRIMARY,
    required: options.required ?? true,
    mapped: options.map !== undefined,
    ...(failure && { itemFailure: failure }),
  };
}

/**
 * The plan's policies of an observer or a tap. Unless it says otherwise its failure is nobody else's, and nobody waits for
 * it: only who has to see everything, or has asked to, can hold up what it looks at.
 */
export function toObserverPolicies({
  required = false,
  window = defaults.window,
  overflow = required ? "wait" : "drop",
}: ObserveOptionsData): Pick<Observer, "required" | "window" | "overflow"> {
  return { required, window, overflow: overflow === "drop" ? Overflow.DROP : Overflow.WAIT };
}

/** The fields of a declared key, as a list; none where there is no key. */
export function keyPaths(declared: HandoffOptionsData["key"]): readonly string[] {
  return declared === undefined ? [] : typeof declared === "string" ? [declared] : declared;
}
