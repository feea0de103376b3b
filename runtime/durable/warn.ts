import type { Log } from "../engine/log.js";

/** Says what people should know. Never throws. */
export type Warn = (message: string, fields: Readonly<Record<string, unknown>>) => void;

export function warningTo(log: Log): Warn {
  return (message, fields) => {
    try {
      log.warn(message, fields);
    } catch {
      // There is nowhere left to say so.
    }
  };
}
