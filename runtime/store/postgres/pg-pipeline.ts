import type { Parameter, Step } from "./database.js";

/** What this uses of the connection of a client of `pg`. */
export interface PgConnection {
  /** The statements that are prepared on it, by name. */
  readonly parsedStatements: Record<string, string | undefined>;
  readonly stream: { cork(): void; uncork(): void };
  close(message: { readonly type: "S"; readonly name: string }): void;
  parse(message: { readonly name: string; readonly text: string; readonly types: readonly number[] }): void;
  bind(message: {
    readonly portal: string;
    readonly statement: string;
    readonly values: readonly unknown[];
    readonly binary: boolean;
    readonly valueMapper: (value: unknown) => unknown;
  }): void;
  execute(message: { readonly portal: string; readonly rows: number }): void;
  sync(): void;
}

/**
 * Several statements as one query of `pg`: all of them are sent at once, and the server is told only after the last to
 * commit, so that they are one transaction of one round trip. After one that fails, the server skips the others.
 *
 * `pg` calls the methods of what it is given as a query; cursors of it are made in the same way.
 */
export class PgPipeline {
  private readonly counts: number[] = [];
  private readonly newNames = new Map<string, string>();

  /**
   * @param prepare whether statements are prepared by name.
   * @param callback told how many rows each statement wrote or found; `pg` may put another one around it.
   */
  constructor(
    private readonly steps: readonly Step[],
    private readonly prepare: boolean,
    public callback: (error: Error | undefined, counts?: readonly number[]) => void,
  ) {}

  submit(connection: PgConnection): void {
    connection.stream.cork();
    for (const { statement, values } of this.steps) {
      const name = this.prepare ? `protograph.${statement.name}` : "";
      if (name === "") connection.parse({ name, text: statement.text, types: [] });
      else if (connection.parsedStatements[name] === undefined && !this.newNames.has(name)) {
        // After an error, nobody knows whether it was prepared. Closing what is not there is no fault.
        connection.close({ type: "S", name });
        connection.parse({ name, text: statement.text, types: [] });
        this.newNames.set(name, statement.text);
      }
      connection.bind({ portal: "", statement: name, values, binary: false, valueMapper: toWire });
      connection.execute({ portal: "", rows: 0 });
    }
    connection.sync();
    connection.stream.uncork();
    this.connection = connection;
  }

  private connection: PgConnection | undefined;

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.counts.push(Number(text.slice(text.lastIndexOf(" ") + 1)));
  }

  handleReadyForQuery(): void {
    for (const [name, text] of this.newNames) if (this.connection) this.connection.parsedStatements[name] = text;
    this.callback(undefined, this.counts);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleRowDescription(): void {
    // Nobody asks for rows.
  }

  handleDataRow(): void {
    // Nobody asks for rows.
  }

  handleEmptyQuery(): void {
    this.counts.push(0);
  }

  handlePortalSuspended(): void {
    // All rows are asked for.
  }
}

/** Numbers and truths are sent as text, bytes as they are. */
function toWire(value: unknown): string | Buffer | null {
  const parameter = value as Parameter;
  if (parameter === null || typeof parameter === "string") return parameter;
  if (Buffer.isBuffer(parameter)) return parameter;
  if (parameter instanceof Uint8Array) return Buffer.from(parameter.buffer, parameter.byteOffset, parameter.byteLength);
  return String(parameter);
}
