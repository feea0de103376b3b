import { UnusableStoreError } from "../errors.js";
import type { Database } from "./database.js";
import { server } from "./sql/upkeep.js";

/** What a server says of itself and of who asks. */
export interface ServerRow {
  readonly version_number: number;
  readonly version: string;
  readonly synchronous_commit: string;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly role: string;
  readonly bypasses_policies: boolean;
  readonly may_create: boolean;
  readonly in_recovery: boolean;
  readonly now: Date;
  readonly has_schema: boolean;
}

/** The oldest release this is tested with: views that check rights as their reader came with it. */
const oldest = { number: 150_000, name: "15" };

export async function askServer(database: Database): Promise<ServerRow> {
  const [row] = await database.query<ServerRow>(server);
  if (!row) throw new UnusableStoreError("UNSUPPORTED_SERVER", "the server says nothing of itself");
  return row;
}

/** Why a server cannot serve; `undefined` where it can. */
export function unusable(row: ServerRow): UnusableStoreError | undefined {
  if (row.version_number < oldest.number) {
    return new UnusableStoreError(
      "UNSUPPORTED_SERVER",
      `the server is Postgres ${row.version} and the oldest that is supported is ${oldest.name}; update it`,
    );
  }
  if (row.synchronous_commit === "off") return unsafeCommit();
  if (row.in_recovery) {
    return new UnusableStoreError(
      "UNSUPPORTED_SERVER",
      "the server is a standby, which takes no writes; connect to its primary",
    );
  }
  return undefined;
}

/** What is committed with this setting can be lost although it was acknowledged. */
export function unsafeCommit(): UnusableStoreError {
  return new UnusableStoreError(
    "UNSAFE_SETTING",
    "synchronous_commit is off, so a crash would lose runs that were acknowledged; " +
      "set it to on for this database or role (alter role … set synchronous_commit = on)",
  );
}
