/** One step of the schema, forward only: once released, its text never changes. */
export interface Migration {
  /** Without gaps, from 1. */
  readonly version: number;
  readonly name: string;
  /** The oldest version whose code still works on this schema: what runs while another release is rolled out. */
  readonly worksFrom: number;
  readonly text: string;
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "runs, events, checkpoints, snapshots, signals, outbox",
    worksFrom: 1,
    text: `
create sequence protograph.fences as bigint;
comment on sequence protograph.fences is 'fencing tokens: of two, the greater one came later';

create table protograph.cluster (
  only_one boolean primary key default true check (only_one),
  system_identifier bigint not null,
  epoch integer not null default 1
);
comment on table protograph.cluster is 'where the transaction ids of this database come from; a restored dump is told by it';

create table protograph.owners (
  token bigint primary key default nextval('protograph.fences'),
  name text not null,
  lease_ms bigint not null check (lease_ms > 0),
  registered_at timestamptz not null default clock_timestamp(),
  lease_until timestamptz not null,
  fenced_at timestamptz
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
comment on table protograph.owners is 'processes that may write, for as long as they renew their lease';

create table protograph.runs (
  tenant text not null check (tenant <> '' and tenant !~ '[\\x01-\\x1f]'),
  run_id text not null check (run_id <> ''),
  graph text not null,
  output text not null,
  plan_digest bytea not null,
  release text not null,
  request bytea not null,
  request_hash bytea not null,
  state text not null
    check (state in ('QUEUED', 'RUNNING', 'PAUSED', 'PARKED', 'COMPLETED', 'FAILED', 'CANCELLED')),
  substate text not null default '',
  owner bigint,
  engine_attempt integer not null default 1,
  created_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  changed_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz check ((ended_at is not null) = (state in ('COMPLETED', 'FAILED', 'CANCELLED'))),
  wake_at timestamptz,
  swept boolean not null default false,
  primary key (tenant, run_id)
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);
create index runs_live on protograph.runs (owner) where ended_at is null;
create index runs_due on protograph.runs (wake_at) where wake_at is not null;
create index runs_listed on protograph.runs (tenant, created_at, run_id);
create index runs_ended on protograph.runs (ended_at) where ended_at is not null and not swept;
create index runs_swept on protograph.runs (ended_at) where ended_at is not null and swept;

create table protograph.run_events (
  tenant text not null,
  run_id text not null,
  first_seq bigint not null check (first_seq > 0),
  last_seq bigint not null check (last_seq >= first_seq),
  index bytea not null,
  payload bytea not null,
  fence bigint not null,
  persisted_at timestamptz not null default clock_timestamp(),
  xid xid8 not null default pg_current_xact_id(),
  primary key (tenant, run_id, last_seq)
) with (toast_tuple_target = 8160);
alter table protograph.run_events alter column index set storage external;
alter table protograph.run_events alter column payload set storage external;
comment on table protograph.run_events is 'events that were committed together, one row for each run; the view events has them one by one';

create table protograph.checkpoints (
  tenant text not null,
  run_id text not null,
  output_type text not null,
  item text not null,
  input_hash bytea not null,
  step_version text not null,
  node_id text not null,
  value bytea not null,
  sha256 bytea not null,
  fence bigint not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (tenant, run_id, output_type, item, input_hash)
);
alter table protograph.checkpoints alter column value set storage external;

create table protograph.parts (
  tenant text not null,
  run_id text not null,
  upload uuid not null,
  number integer not null,
  bytes bytea not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (tenant, run_id, upload, number)
);
alter table protograph.parts alter column bytes set storage external;
create index parts_age on protograph.parts using brin (stored_at);
comment on table protograph.parts is 'parts of values over 1 MiB; written before what refers to them';

create table protograph.run_snapshots (
  tenant text not null,
  run_id text not null,
  head_seq bigint not null,
  last_run_seq bigint not null,
  value bytea,
  behind_since timestamptz,
  primary key (tenant, run_id)
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);
create index run_snapshots_behind on protograph.run_snapshots (behind_since) where behind_since is not null;

create table protograph.signals (
  tenant text not null,
  run_id text not null,
  signal_id text not null check (signal_id <> ''),
  kind text not null check (kind in ('PAUSE', 'RESUME', 'CANCEL', 'RETRY', 'RETRY_FROM', 'DELIVER')),
  payload bytea not null,
  refusal text,
  decided_at timestamptz not null default clock_timestamp(),
  applied_at timestamptz,
  primary key (tenant, run_id, signal_id)
);
create index signals_pending on protograph.signals (tenant, run_id) where refusal is null and applied_at is null;

create table protograph.outbox_streams (
  sink text not null,
  tenant text not null,
  run_id text not null,
  head_seq bigint not null,
  delivered_seq bigint not null default 0,
  pending_since timestamptz not null default clock_timestamp(),
  due_at timestamptz not null default clock_timestamp(),
  claim bigint,
  failures integer not null default 0,
  failure bytea,
  parked_at timestamptz,
  primary key (tenant, run_id, sink)
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);
create index outbox_due on protograph.outbox_streams (sink, due_at)
  where delivered_seq < head_seq and parked_at is null;
create index outbox_parked on protograph.outbox_streams (sink, parked_at) where parked_at is not null;
comment on table protograph.outbox_streams is 'how far each sink is with each run: a row is locked, and so the order of a run kept';

do $$
declare
  name text;
begin
  foreach name in array array[
    'runs', 'run_events', 'checkpoints', 'parts', 'run_snapshots', 'signals', 'outbox_streams'
  ] loop
    execute format('alter table protograph.%I enable row level security', name);
    execute format('alter table protograph.%I force row level security', name);
    execute format(
      'create policy tenants on protograph.%I using (
         (select current_setting(''protograph.tenants'', true)) = ''*''
         or tenant = any ((select string_to_array(current_setting(''protograph.tenants'', true), chr(31)))::text[]))',
      name
    );
  end loop;
end
$$;

create view protograph.events with (security_invoker = true) as
select
  s.tenant,
  s.run_id,
  ('x' || encode(substring(e.entry from 1 for 8), 'hex'))::bit(64)::bigint as run_seq,
  encode(substring(e.entry from 9 for 16), 'hex')::uuid as event_id,
  substring(e.entry from 25 for 32) as idempotency_key,
  substring(e.entry from 57 for 32) as payload_hash,
  substring(s.payload from e.start + 1 for e.stop - e.start) as payload,
  s.fence,
  s.persisted_at,
  s.xid
from protograph.run_events s
cross join lateral (
  select
    substring(s.index from n * 92 + 1 for 92) as entry,
    case when n = 0 then 0
      else ('x' || encode(substring(s.index from (n - 1) * 92 + 89 for 4), 'hex'))::bit(32)::bigint::integer
    end as start,
    ('x' || encode(substring(s.index from n * 92 + 89 for 4), 'hex'))::bit(32)::bigint::integer as stop
  from generate_series(0, length(s.index) / 92 - 1) as n
) as e;
comment on view protograph.events is 'the events of all runs, one row each; payload is a protograph.v1.RunEvent';
`,
  },
];

/** What stands before the first migration: where the applied ones are noted. */
export const prepareMigrations = `
create schema if not exists protograph;
create table if not exists protograph.migrations (
  version integer primary key,
  name text not null,
  works_from integer not null,
  applied_at timestamptz not null default clock_timestamp()
);
`;

/** Held until the transaction ends: of several processes that migrate, one does and the others find it done. */
export const lockMigrations = "select pg_advisory_xact_lock(7236837451902);";
