/** What a process ends with. */
export const exitCodes = { sound: 0, errors: 1, unusable: 2 } as const;

/** What a command about runs ends with where the run refuses, by the code of the refusal. */
export const refusalCodes = {
  RUN_NOT_FOUND: 3,
  RUN_TERMINAL: 4,
  RUN_NOT_PAUSED: 5,
  NODE_NOT_TERMINAL: 6,
  SIGNAL_INVALID: 7,
  NOT_AUTHORIZED: 8,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes] | (typeof refusalCodes)[keyof typeof refusalCodes];
