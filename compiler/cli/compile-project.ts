import { compile, type Compiled } from "../compile.js";
import type { Config } from "../config/config.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { generateMessages } from "../protos/generate-messages.js";
import type { PendingFiles } from "../source/front.js";
import { isStaleMessageFile } from "./owned-files.js";
import { type FileToWrite, staleFiles, type WriteOptions } from "./write-files.js";

/** The messages that a project's protos come to; nothing is written. */
export interface ProjectMessages {
  readonly files: readonly FileToWrite[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether a file is of messages that are there no more. */
  readonly ownsMessages: WriteOptions["owns"];
}

export async function projectMessages(config: Config): Promise<ProjectMessages> {
  const messages = (await generateMessages(config)) ?? { files: [], diagnostics: [] };
  return { ...messages, ownsMessages: (path, text) => isStaleMessageFile(path, text, config.protos) };
}

/** Compiles a project as it is with its messages as they are about to be. */
export function compileProject(config: Config, { files, ownsMessages: owns }: ProjectMessages): Compiled {
  const gone = staleFiles(files, { root: config.root, out: config.out, owns });
  const pending: PendingFiles = new Map([
    ...gone.map((path) => [path, undefined] as const),
    ...files.map(({ path, text }) => [path, text] as const),
  ]);
  return compile(config, pending);
}
