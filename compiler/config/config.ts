import type { ConfigData } from "./config-schema.js";

/** A project's configuration, read from `protograph.json` and made absolute: what every stage works from. */
export interface Config {
  /** Absolute path of the project's folder: the one that holds `protograph.json`. */
  readonly root: string;
  /** Absolute path of `protograph.json`. */
  readonly file: string;
  /**
   * Absolute paths of the graph and step files, sorted: those that `include` matches, without what `exclude` matches,
   * the `out` folder, `node_modules`, declaration files and tests.
   */
  readonly files: readonly string[];
  /** Absolute path of the folder with the project's `.proto` files. */
  readonly protos: string;
  /** Absolute path of the folder that generated files go to; always strictly inside {@link root}. */
  readonly out: string;
  /** What is known of packages and globals, beyond the compiler's own table. */
  readonly determinism: ConfigData["determinism"];
  /** Absolute path of the project's `tsconfig.json`, where one is named. */
  readonly tsconfig: string | undefined;
  /** How relative imports of generated code end: `./movies_pb.js`, `./movies_pb.ts` or `./movies_pb`. */
  readonly importExtension: "js" | "ts" | "";
}
