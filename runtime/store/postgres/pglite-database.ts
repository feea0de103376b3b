import type { Database, Query, Row, Step } from "./database.js";
import { toStoreError } from "./to-store-error.js";

/** What this uses of PGlite, on the database and inside of a transaction. */
interface Queryable {
  query<R>(
    text: string,
    values: unknown[],
    options: unknown,
  ): Promise<{ readonly rows: R[]; readonly affectedRows?: number }>;
}

/** What this uses of PGlite. */
export interface PGliteLike extends Queryable {
  exec(text: string): Promise<unknown>;
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Types of arrays and of bytes: what is bytes already is sent as it is. */
const binaryTypes = [17, 1000, 1001, 1005, 1007, 1009, 1016, 1185];

const options = {
  serializers: Object.fromEntries(binaryTypes.map((oid) => [oid, (value: unknown) => value])),
  parsers: {
    17: (text: string) => Buffer.from(text.slice(2), "hex"),
    20: Number,
    1184: (text: string) => new Date(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")),
  },
};

/** A database inside this process. It has one connection, which everything takes in turn. */
export function pgliteDatabase(pglite: PGliteLike, closed: () => void): Database {
  const queryOn =
    (target: Queryable): Query =>
    async <R extends object = Row>({ name, text }: { name: string; text: string }, values: readonly unknown[] = []) => {
      try {
        return (await target.query<R>(text, [...values], options)).rows;
      } catch (error) {
        throw toStoreError(error, name);
      }
    };
  const query = queryOn(pglite);
  const counted = async (target: Queryable, { statement: { name, text }, values }: Step): Promise<number> => {
    try {
      const { rows, affectedRows } = await target.query(text, [...values], options);
      return Math.max(rows.length, affectedRows ?? 0);
    } catch (error) {
      throw toStoreError(error, name);
    }
  };
  return {
    query,
    urgent: query,
    pipeline: (steps) =>
      pglite.transaction(async (transaction) => {
        const counts: number[] = [];
        for (const step of steps) counts.push(await counted(transaction, step));
        return counts;
      }),
    transaction: (work) => pglite.transaction((transaction) => work(queryOn(transaction))),
    async script(text) {
      try {
        await pglite.exec(text);
      } catch (error) {
        await pglite.exec("rollback");
        throw toStoreError(error, "a script");
      }
    },
    async close() {
      await pglite.close();
      closed();
    },
  };
}
