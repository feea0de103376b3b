/**
 * Every code, with its title and the page that explains it (`compiler/checks/<page>.md`), enumerated once.
 *
 * A code is never given a second meaning; one that is no longer found stays listed as retired.
 */
export const codes = {
  PG1001: { title: "the file does not parse", page: "syntax" },
  PG1002: { title: "an import or name cannot be found", page: "missing-import" },
  PG1003: { title: "not a message", page: "not-a-message" },
  PG1004: { title: "no usable compute", page: "no-compute" },
  PG1005: { title: "ctx is not first", page: "context-first" },
  PG1006: { title: "cannot be read without running code", page: "unreadable" },
  PG1007: { title: "unusable option", page: "option" },
  PG1008: { title: "unusable configuration", page: "configuration" },
  PG1009: { title: "a form of parameter that has no meaning", page: "parameter-form" },
  PG1010: { title: "unusable graph", page: "graph-declaration" },
  PG1011: { title: "not a step", page: "not-a-step" },
  PG1012: { title: "cannot be imported by generated code", page: "not-exported" },
  PG1013: { title: "two services of one name", page: "service-names" },
  PG1014: { title: "the protos do not compile", page: "protos" },
  PG1015: { title: "not supported yet", page: "not-supported" },
  PG2001: { title: "cycle", page: "cycle" },
  PG2002: { title: "missing producer", page: "missing-producer" },
  PG2003: { title: "duplicate producer", page: "duplicate-producer" },
  PG2004: { title: "input also produced", page: "input-produced" },
  PG2005: { title: "output not produced", page: "output-not-produced" },
  PG2006: { title: "unreachable", page: "unreachable" },
  PG2007: { title: "lists that do not fit", page: "list-origins" },
  PG2008: { title: "an output that may be absent", page: "may-be-absent" },
  PG2009: { title: "duplicate name", page: "duplicate-name" },
  PG2010: { title: "a choice that cannot be made", page: "choice" },
  PG3010: { title: "unusable lock", page: "lock" },
  PG3011: { title: "a breaking change without a new version", page: "breaking-change" },
  PG3012: { title: "another body, the same version", page: "changed-body" },
  PG4001: { title: "nothing says what an item's failure means", page: "item-failure" },
  PG4002: { title: "a breaker without a fallback", page: "breaker" },
  PG4003: { title: "a fallback that returns something else", page: "fallback" },
  PG4004: { title: "an option without effect", page: "idle-option" },
  PG4005: { title: "an effect without durability", page: "effect" },
  PG5001: { title: "reads the clock", page: "no-wall-clock" },
  PG5002: { title: "takes chance that no seed decides", page: "no-ambient-random" },
  PG5003: { title: "waits on a timer of its own", page: "no-ambient-timer" },
  PG5004: { title: "reaches past the services", page: "no-ambient-io" },
  PG5005: { title: "depends on the process or host", page: "no-environment" },
  PG5006: { title: "depends on the host's locale", page: "no-host-locale" },
  PG5007: { title: "depends on the order of completion", page: "no-completion-order" },
  PG5008: { title: "nobody awaits a promise", page: "no-floating-promise" },
  PG5009: { title: "writes to shared state", page: "no-shared-state" },
  PG5010: { title: "writes to an input", page: "no-input-mutation" },
  PG5011: { title: "runs code made while it runs", page: "no-dynamic-code" },
  PG5012: { title: "depends on when memory is freed", page: "no-gc-observation" },
  PG5013: { title: "reaches what is not deterministic", page: "no-transitive-nondeterminism" },
  PG5014: { title: "cannot be looked into", page: "unresolved-call" },
  PG5015: { title: "unusable suppression", page: "suppression" },
} as const satisfies Record<string, { readonly title: string; readonly page: string }>;

export type Code = keyof typeof codes;

/** Whether a text is a known code. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(codes, text);
}
