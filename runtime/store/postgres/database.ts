/** A statement: whole, and under a name that logs, plans and errors know it by. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What a statement takes. Bytes are bytea, or an array in binary form. */
export type Parameter = string | number | boolean | Uint8Array | null;

/**
 * A row as columns by name: bigint is a number, bytea are bytes, timestamptz is a Date, arrays of text are arrays.
 */
export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement. */
export type Query = <R extends object = Row>(
  statement: Statement,
  values?: readonly Parameter[],
) => Promise<readonly R[]>;

/** One of several statements that are sent at once. */
export interface Step {
  readonly statement: Statement;
  readonly values: readonly Parameter[];
}

/**
 * What the statements run on: one implementation for each driver.
 *
 * Errors are those of the runtime: StoreUnavailableError where asking again may help, StoreRefusedError where not.
 */
export interface Database {
  /** One statement, a transaction by itself. */
  readonly query: Query;
  /** As {@link query}, on a connection that is kept free for what must not wait for others: leases. */
  readonly urgent: Query;
  /** Several statements, sent at once and committed together, or none of them; how many rows each wrote or found. */
  pipeline(steps: readonly Step[]): Promise<readonly number[]>;
  /** Several statements, committed together; rolled back when `work` rejects. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /**
   * Has somebody be told, before anything is asked of it, that the server is another one than before: one that took its
   * place, or was restored from a copy. What was asked while it was not known fails, as a server that is away would have it.
   */
  onMoved?(listener: () => void): void;
  /** A script of several statements that take nothing. */
  script(text: string): Promise<void>;
  close(): Promise<void>;
}
