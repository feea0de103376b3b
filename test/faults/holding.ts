import pg from "pg";

/** Has a connection of its own run statements and keep what they have locked, until it is let go. */
export async function holding(url: string, ...statements: readonly string[]): Promise<() => Promise<void>> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("begin");
  for (const statement of statements) await client.query(statement);
  return async () => {
    await client.query("commit");
    await client.end();
  };
}
