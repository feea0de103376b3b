import type { Clock } from "../../engine/clock.js";
import type { Database } from "./database.js";
import { newestVersion, versionOf } from "./migrate.js";
import { askServer, unusable } from "./server.js";
import { clusterEpoch, missingRights } from "./sql/upkeep.js";

/** One thing that was looked at. */
export interface Finding {
  readonly about: "server" | "commit" | "disk" | "schema" | "rights" | "tenants" | "origin" | "clock";
  /** `warning`: it works, and is not as it should be. */
  readonly severity: "good" | "warning" | "error";
  readonly says: string;
  /** What to do; absent where all is well. */
  readonly fix?: string;
}

/** A clock that is further off than this is worth a word; nothing depends on it. */
const noticedSkewMs = 2_000;

/** Looks a database over, as a store. It changes nothing. */
export async function examine(database: Database, clock: Clock): Promise<readonly Finding[]> {
  const asked = clock.now();
  const row = await askServer(database);
  const answered = clock.now();
  const findings: Finding[] = [];
  const find = (about: Finding["about"], severity: Finding["severity"], says: string, fix?: string) =>
    findings.push({ about, severity, says, ...(fix !== undefined && { fix }) });

  const refusal = unusable(row);
  if (refusal?.code === "UNSUPPORTED_SERVER") find("server", "error", ...sentence(refusal.message));
  else find("server", "good", `Postgres ${row.version}`);
  if (refusal?.code === "UNSAFE_SETTING") find("commit", "error", ...sentence(refusal.message));
  else find("commit", "good", `synchronous_commit is ${row.synchronous_commit}`);

  const unsafe = [row.fsync === "off" && "fsync", row.full_page_writes === "off" && "full_page_writes"].filter(Boolean);
  if (unsafe.length > 0) {
    find(
      "disk",
      "warning",
      `${unsafe.join(" and ")} off: what was acknowledged survives the end of processes, and not a loss of power`,
      `turn on ${unsafe.join(" and ")}`,
    );
  } else find("disk", "good", "fsync and full_page_writes are on");

  const { version, worksFrom } = await versionOf(database);
  if (version < newestVersion) {
    find(
      "schema",
      "error",
      `the schema has version ${version} and this release needs ${newestVersion}`,
      row.may_create
        ? "run `npx protograph migrate`"
        : `role ${row.role} may not create a schema: have a DBA run what \`npx protograph migrate --sql\` prints`,
    );
  } else if (worksFrom > newestVersion) {
    find("schema", "error", `the schema needs a release that knows version ${worksFrom}`, "update protograph");
  } else find("schema", "good", `version ${version}`);

  if (row.has_schema) {
    const missing = await database.query<{ table_name: string; privilege: string }>(missingRights);
    if (missing.length > 0) {
      const words = missing.map(({ table_name: table, privilege }) => `${privilege} on ${table}`).join(", ");
      find(
        "rights",
        "error",
        `role ${row.role} lacks ${words}`,
        `run \`npx protograph migrate --grant ${row.role}\` as the owner of the tables`,
      );
    } else find("rights", "good", `role ${row.role} has all it needs`);
  }

  const [origin] = row.has_schema ? await database.query<{ epoch: number }>(clusterEpoch) : [];
  if (origin && origin.epoch > 1) {
    find(
      "origin",
      "warning",
      `the data has come from another cluster, ${origin.epoch - 1} times: what was acknowledged after a dump was made is not there, and what was delivered after it is delivered again, under the same event ids`,
      "none for the database: sinks that must not take an event twice tell it by its id",
    );
  }

  if (row.bypasses_policies) {
    find(
      "tenants",
      "warning",
      `role ${row.role} is not bound by row-level security: only the program keeps tenants apart`,
      "connect as a role that is no superuser and has no bypassrls, given its rights by `npx protograph migrate --grant <role>`",
    );
  } else find("tenants", "good", "row-level security keeps tenants apart");

  const skew = Math.max(asked - row.now.getTime(), row.now.getTime() - answered, 0);
  if (skew > noticedSkewMs) {
    find(
      "clock",
      "warning",
      `the clocks of this machine and of the database are ${Math.round(skew / 1000)} s apart; leases and timers go by the database's`,
      "synchronise both with a time server",
    );
  } else find("clock", "good", "the database's clock agrees with this machine's");
  return findings;
}

/** A sentence and its repair, which stands after the last semicolon. */
function sentence(message: string): [string, string] {
  const at = message.lastIndexOf("; ");
  return [message.slice(0, at), message.slice(at + 2)];
}
