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

create type protograph.run_state as enum
  ('QUEUED', 'RUNNING', 'PAUSED', 'PARKED', 'COMPLETED', 'FAILED', 'CANCELLED');

create table protograph.runs (
  tenant text collate "C" not null,
  run_id text collate "C" not null,
  graph text not null,
  output text not null,
  plan_digest bytea not null,
  release text not null,
  request bytea not null,
  request_hash bytea not null,
  state protograph.run_state not null,
  substate text not null default '',
  owner bigint,
  engine_attempt integer not null default 1,
  created_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  changed_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  wake_at timestamptz,
  swept boolean not null default false,
  primary key (tenant, run_id),
  constraint named check (tenant <> '' and tenant <> '*' and tenant !~ '[\\x01-\\x1f]' and run_id <> '')
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);
create index runs_live on protograph.runs (owner) where ended_at is null;
create index runs_due on protograph.runs (wake_at) where wake_at is not null;
-- Partial, so that it is of no use for finding one run: of an empty table, a plan for that might take it for as good.
create index runs_listed on protograph.runs (tenant, created_at, run_id) where created_at is not null;
create index runs_ended on protograph.runs (swept, ended_at) where ended_at is not null;

create table protograph.run_log (
  tenant text collate "C" not null,
  run_id text collate "C" not null,
  number integer not null,
  last_seq bigint not null,
  snapshot_seq bigint not null,
  index bytea,
  payload bytea,
  outputs_index bytea,
  outputs_text bytea,
  outputs bytea,
  snapshot bytea,
  fence bigint not null,
  persisted_at timestamptz not null default clock_timestamp(),
  xid xid8 not null default pg_current_xact_id(),
  primary key (tenant, run_id, number)
) with (toast_tuple_target = 8160);
alter table protograph.run_log
  alter column index set storage external,
  alter column payload set storage external,
  alter column outputs_index set storage external,
  alter column outputs_text set storage external,
  alter column outputs set storage external,
  alter column snapshot set storage external;
comment on table protograph.run_log is
  'what was committed of a run at once: events, outputs, its snapshot; the views events and checkpoints have them one by one';
comment on column protograph.run_log.number is
  'from 0, without gaps: who appends names the next one, and so knows all that is there';
comment on column protograph.run_log.last_seq is 'the greatest run_seq so far';
comment on column protograph.run_log.snapshot_seq is 'the greatest run_seq that a snapshot has in it so far';

create table protograph.parts (
  tenant text collate "C" not null,
  run_id text collate "C" not null,
  upload uuid not null,
  number integer not null,
  bytes bytea not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (tenant, run_id, upload, number)
);
alter table protograph.parts alter column bytes set storage external;
create index parts_age on protograph.parts using brin (stored_at);
comment on table protograph.parts is 'parts of values over 1 MiB; written before what refers to them';

create table protograph.signals (
  tenant text collate "C" not null,
  run_id text collate "C" not null,
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
  tenant text collate "C" not null,
  run_id text collate "C" not null,
  head_seq bigint not null,
  delivered_seq bigint not null default 0,
  delivered_number integer not null default 0,
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
comment on column protograph.outbox_streams.delivered_number is 'a number in the log that nothing undelivered comes before';
comment on table protograph.outbox_streams is 'how far each sink is with each run: a row is locked, and so the order of a run kept';

do $$
declare
  name text;
begin
  foreach name in array array[
    'runs', 'run_log', 'parts', 'signals', 'outbox_streams'
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

create function protograph.uint32(bytes bytea, at integer) returns integer language sql immutable
  return (get_byte(bytes, at) << 24) + (get_byte(bytes, at + 1) << 16) + (get_byte(bytes, at + 2) << 8) + get_byte(bytes, at + 3);

create view protograph.events with (security_invoker = true) as
select
  s.tenant,
  s.run_id,
  ('x' || encode(substring(e.entry from 1 for 8), 'hex'))::bit(64)::bigint as run_seq,
  encode(substring(e.entry from 9 for 16), 'hex')::uuid as event_id,
  substring(s.payload from 1 for protograph.uint32(s.index, 0))
    || substring(s.payload from e.start + 1 for e.stop - e.start) as payload,
  s.fence,
  s.persisted_at,
  s.xid
from protograph.run_log s
cross join lateral (
  select
    substring(s.index from n * 28 + 5 for 28) as entry,
    protograph.uint32(s.index, n * 28) as start,
    protograph.uint32(s.index, n * 28 + 28) as stop
  from generate_series(0, length(s.index) / 28 - 1) as n
) as e;
comment on view protograph.events is
  'the events of all runs, one row each; payload is a protograph.v1.RunEvent without what follows from it and other columns';

create view protograph.checkpoints with (security_invoker = true) as
select
  s.tenant,
  s.run_id,
  convert_from(substring(s.outputs_text from e.start + 1 for e.type_end - e.start), 'UTF8') as output_type,
  convert_from(substring(s.outputs_text from e.type_end + 1 for e.item_end - e.type_end), 'UTF8') as item,
  substring(e.entry from 1 for 32) as input_hash,
  convert_from(substring(s.outputs_text from e.item_end + 1 for e.version_end - e.item_end), 'UTF8') as step_version,
  convert_from(substring(s.outputs_text from e.version_end + 1 for e.node_end - e.version_end), 'UTF8') as node_id,
  substring(s.outputs from e.value_start + 1 for e.value_end - e.value_start) as value,
  substring(e.entry from 33 for 32) as sha256,
  s.fence,
  s.persisted_at as stored_at
from protograph.run_log s
cross join lateral (
  select
    substring(s.outputs_index from n * 84 + 1 for 84) as entry,
    case when n = 0 then 0 else protograph.uint32(s.outputs_index, (n - 1) * 84 + 76) end as start,
    protograph.uint32(s.outputs_index, n * 84 + 64) as type_end,
    protograph.uint32(s.outputs_index, n * 84 + 68) as item_end,
    protograph.uint32(s.outputs_index, n * 84 + 72) as version_end,
    protograph.uint32(s.outputs_index, n * 84 + 76) as node_end,
    case when n = 0 then 0 else protograph.uint32(s.outputs_index, (n - 1) * 84 + 80) end as value_start,
    protograph.uint32(s.outputs_index, n * 84 + 80) as value_end
  from generate_series(0, length(s.outputs_index) / 84 - 1) as n
) as e;
comment on view protograph.checkpoints is 'the outcomes of steps, one row each; the first byte of value says how the others are packed';
`,
  },
  {
    version: 2,
    name: "plans",
    worksFrom: 1,
    text: `
create table protograph.plans (
  digest bytea primary key,
  graph text not null,
  plan bytea not null,
  schemas bytea not null,
  stored_at timestamptz not null default clock_timestamp()
);
comment on table protograph.plans is
  'what graphs were when runs of them were started; plan is a protograph.v1.Plan, schemas a google.protobuf.FileDescriptorSet';
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
