import { create } from "@bufbuild/protobuf";
import { type Failure, FailureClass, FailureSchema } from "../../generated/protograph/v1/failure_pb.js";
import { sha256 } from "../../proto/contract/digest.js";
import { describeThrown, framesOf } from "../describe-thrown.js";
import {
  CancelledError,
  DeadlineError,
  DeclarationError,
  TimeoutError,
  WrongInputError,
  WrongResultError,
} from "../errors.js";

/** Texts longer than this are cut: an error must not be larger than what it is about. */
const longestText = 4_096;
const longestStack = 8_192;

/** Errors of protograph, which say what they are. */
const classes: readonly (readonly [new (...args: never[]) => Error, FailureClass])[] = [
  [TimeoutError, FailureClass.TIMEOUT],
  [DeadlineError, FailureClass.TIMEOUT],
  [CancelledError, FailureClass.CANCELLED],
  [WrongInputError, FailureClass.VALIDATION],
  [WrongResultError, FailureClass.BUG],
  [DeclarationError, FailureClass.BUG],
];

/** Errors of the language and of the platform, by name: they may come from another realm. */
const classesByName: Readonly<Record<string, FailureClass>> = {
  AbortError: FailureClass.CANCELLED,
  TimeoutError: FailureClass.TIMEOUT,
  TypeError: FailureClass.BUG,
  RangeError: FailureClass.BUG,
  ReferenceError: FailureClass.BUG,
  SyntaxError: FailureClass.BUG,
  AssertionError: FailureClass.BUG,
};

/** Codes that Node gives to failures of the network and of files, and those of what flows hand on. */
const classesByCode: Readonly<Record<string, FailureClass>> = {
  OBSERVER_BEHIND: FailureClass.RATE_LIMITED,
  WINDOW_FULL: FailureClass.RATE_LIMITED,
  KEY_MISSING: FailureClass.VALIDATION,
  KEY_CONFLICT: FailureClass.VALIDATION,
  ECONNREFUSED: FailureClass.TRANSIENT,
  ECONNRESET: FailureClass.TRANSIENT,
  ECONNABORTED: FailureClass.TRANSIENT,
  EPIPE: FailureClass.TRANSIENT,
  EHOSTUNREACH: FailureClass.TRANSIENT,
  ENETUNREACH: FailureClass.TRANSIENT,
  EAI_AGAIN: FailureClass.TRANSIENT,
  EBUSY: FailureClass.TRANSIENT,
  EMFILE: FailureClass.TRANSIENT,
  ENOSPC: FailureClass.TRANSIENT,
  ETIMEDOUT: FailureClass.TIMEOUT,
  ENOTFOUND: FailureClass.NOT_FOUND,
  ENOENT: FailureClass.NOT_FOUND,
  EACCES: FailureClass.DENIED,
  EPERM: FailureClass.DENIED,
};

/**
 * Puts what was thrown into data: whatever it is, this never throws.
 *
 * The class is that of protograph's own error or, where there is none, of the innermost cause that has one; what nobody
 * can tell the class of is a BUG, which nobody tries again by itself.
 */
export function failureOf(thrown: unknown): Failure {
  const stack = framesOf(thrown).trimStart();
  return create(FailureSchema, {
    class: classOf(thrown),
    name: textOf(thrown, "name"),
    code: textOf(thrown, "code"),
    message: wellFormed(describeThrown(thrown).slice(0, longestText)),
    stack: wellFormed(stack.slice(0, longestStack)),
    fingerprint: fingerprintOf(thrown, stack),
  });
}

/** The class of what was thrown, as far as can be told; see {@link failureOf}. */
export function classOf(thrown: unknown): FailureClass {
  let found: FailureClass | undefined;
  const seen = new Set<unknown>();
  for (let error = thrown; error !== undefined && !seen.has(error); error = read(error, "cause")) {
    seen.add(error);
    const own = classes.find(([type]) => isOf(error, type))?.[1];
    if (own !== undefined) return own;
    found = signClassOf(error) ?? found;
  }
  return found ?? FailureClass.BUG;
}

function signClassOf(error: unknown): FailureClass | undefined {
  const byCode = byKey(classesByCode, read(error, "code"));
  if (byCode !== undefined) return byCode;
  return byStatus(read(error, "status") ?? read(error, "statusCode")) ?? byKey(classesByName, read(error, "name"));
}

/** Most clients of HTTP give their errors the status. */
function byStatus(status: unknown): FailureClass | undefined {
  if (typeof status !== "number" || status < 400 || status > 599) return undefined;
  switch (status) {
    case 401:
    case 403:
      return FailureClass.DENIED;
    case 404:
    case 410:
      return FailureClass.NOT_FOUND;
    case 408:
    case 504:
      return FailureClass.TIMEOUT;
    case 429:
      return FailureClass.RATE_LIMITED;
    case 425:
      return FailureClass.TRANSIENT;
    default:
      return status < 500 ? FailureClass.VALIDATION : FailureClass.TRANSIENT;
  }
}

function byKey(table: Readonly<Record<string, FailureClass>>, key: unknown): FailureClass | undefined {
  return typeof key === "string" && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Failures of one cause have one: the name and the frames, without lines and columns, which other changes move. */
function fingerprintOf(thrown: unknown, stack: string): string {
  const frames = stack.split("\n").map((frame) => frame.trim().replace(/:\d+:\d+\)?$/, ""));
  return sha256([textOf(thrown, "name"), ...frames].join("\n"));
}

function textOf(thrown: unknown, property: string): string {
  const value = read(thrown, property);
  return typeof value === "string" ? wellFormed(value.slice(0, longestText)) : "";
}

/** Protobuf's texts are Unicode; half a surrogate pair is none. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** Proxies may throw. */
function isOf(error: unknown, type: (typeof classes)[number][0]): boolean {
  try {
    return error instanceof type;
  } catch {
    return false;
  }
}

/** Getters and proxies may throw. */
function read(thrown: unknown, property: string): unknown {
  try {
    return (thrown as Readonly<Record<string, unknown>> | null | undefined)?.[property];
  } catch {
    return undefined;
  }
}
