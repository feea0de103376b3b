import type { Statement } from "../database.js";

/** Removes the checkpoints of some runs that ended long ago, or that nobody has taken up for long. */
export const sweepCheckpoints: Statement = {
  name: "sweepCheckpoints",
  text: `
with ended as materialized (
  select r.tenant, r.run_id
  from protograph.runs r
  where r.ended_at < clock_timestamp() - $1::bigint * interval '1 ms' and not r.swept
  order by r.ended_at
  limit 500
  for no key update skip locked
),
abandoned as materialized (
  select r.tenant, r.run_id
  from protograph.owners o
  join protograph.runs r on r.owner = o.token
  where o.lease_until < clock_timestamp() - $2::bigint * interval '1 ms'
    and r.ended_at is null and r.state in ('QUEUED', 'RUNNING') and not r.swept
  limit 500
  for no key update of r skip locked
),
old as (select * from ended union all select * from abandoned),
marked as (
  update protograph.runs r set swept = true from old where r.tenant = old.tenant and r.run_id = old.run_id
  returning 1
),
removed as (
  update protograph.run_log l
  set outputs_index = null, outputs_text = null, outputs = null
  from old, protograph.run_log b
  where l.tenant = old.tenant and l.run_id = old.run_id and l.outputs_index is not null
    and b.tenant = l.tenant and b.run_id = l.run_id and b.number = l.number
  returning length(b.outputs_index) / 84 as outputs
),
parts as (
  delete from protograph.parts p using old
  where p.tenant = old.tenant and p.run_id = old.run_id
    and not exists (
      select from protograph.runs r
      where r.tenant = old.tenant and r.run_id = old.run_id and get_byte(r.request, 0) = 2
        and substring(r.request from 2 for 16) = decode(replace(p.upload::text, '-', ''), 'hex')
    )
)
select (select count(*) from marked) as runs, (select coalesce(sum(outputs), 0)::bigint from removed) as checkpoints`,
};

/** Removes some runs that ended long ago and whose events are all delivered. */
export const sweepHistory: Statement = {
  name: "sweepHistory",
  text: `
with old as materialized (
  select r.tenant, r.run_id
  from protograph.runs r
  where r.ended_at < clock_timestamp() - $1::bigint * interval '1 ms' and r.swept
    and not exists (
      select from protograph.outbox_streams s
      where s.tenant = r.tenant and s.run_id = r.run_id and s.delivered_seq < s.head_seq
    )
  order by r.ended_at
  limit 500
  for update skip locked
),
parts as (delete from protograph.parts x using old where x.tenant = old.tenant and x.run_id = old.run_id),
logs as (delete from protograph.run_log x using old where x.tenant = old.tenant and x.run_id = old.run_id),
signals as (delete from protograph.signals x using old where x.tenant = old.tenant and x.run_id = old.run_id),
streams as (delete from protograph.outbox_streams x using old where x.tenant = old.tenant and x.run_id = old.run_id)
delete from protograph.runs r using old where r.tenant = old.tenant and r.run_id = old.run_id
returning 1 as removed`,
};

/** Removes parts that nothing came to refer to, a day after they were written: their process died in between. */
export const sweepParts: Statement = {
  name: "sweepParts",
  text: `
delete from protograph.parts p
where p.stored_at < clock_timestamp() - interval '1 day'
  and not exists (select from protograph.runs r where r.tenant = p.tenant and r.run_id = p.run_id)`,
};

/** Removes owners that were fenced a day ago and hold nothing any more. */
export const sweepOwners: Statement = {
  name: "sweepOwners",
  text: `
delete from protograph.owners o
where o.fenced_at < clock_timestamp() - interval '1 day'
  and not exists (select from protograph.runs r where r.owner = o.token and r.ended_at is null)`,
};

export const gaugeRuns: Statement = {
  name: "gaugeRuns",
  text: `select state, count(*) as runs from protograph.runs where ended_at is null group by state`,
};

/** Of runs that somebody works on: how far the last entry of each log is ahead of its snapshot, and since when. */
export const gaugeProjection: Statement = {
  name: "gaugeProjection",
  text: `
select
  coalesce(sum(head.last_seq - head.snapshot_seq), 0)::bigint as events,
  coalesce(extract(epoch from clock_timestamp() - min(behind.since)) * 1000, 0)::float8 as oldest_ms
from protograph.runs r
cross join lateral (
  select l.last_seq, l.snapshot_seq
  from protograph.run_log l
  where l.tenant = r.tenant and l.run_id = r.run_id
  order by l.number desc
  limit 1
) as head
cross join lateral (
  select l.persisted_at as since
  from protograph.run_log l
  where l.tenant = r.tenant and l.run_id = r.run_id and l.last_seq > head.snapshot_seq
  order by l.number
  limit 1
) as behind
where r.ended_at is null and r.state <> 'PARKED' and head.last_seq > head.snapshot_seq`,
};

export const gaugeOutbox: Statement = {
  name: "gaugeOutbox",
  text: `
select
  sink,
  count(*) as runs,
  sum(head_seq - delivered_seq)::bigint as events,
  (extract(epoch from clock_timestamp() - min(pending_since)) * 1000)::float8 as oldest_ms,
  count(parked_at) as parked
from protograph.outbox_streams
where delivered_seq < head_seq
group by sink
order by sink`,
};

/** Remembers which cluster the transaction ids of this database are of. */
export const noteCluster: Statement = {
  name: "noteCluster",
  text: `
insert into protograph.cluster (system_identifier)
select system_identifier from pg_control_system()
on conflict do nothing`,
};

/** The epoch moves on where the data has come to another cluster; one row where it did. */
export const adoptCluster: Statement = {
  name: "adoptCluster",
  text: `
update protograph.cluster c
set system_identifier = now_on.system_identifier, epoch = c.epoch + 1
from pg_control_system() as now_on
where c.system_identifier <> now_on.system_identifier
returning c.epoch`,
};

/** How often the data has come to another cluster, counted from 1. */
export const clusterEpoch: Statement = {
  name: "clusterEpoch",
  text: `select epoch from protograph.cluster`,
};

/** Events from another cluster are all committed, whatever their transaction ids say on this one. */
export const adoptEvents: Statement = {
  name: "adoptEvents",
  text: `update protograph.run_log set xid = '3'::xid8 where xid >= pg_snapshot_xmin(pg_current_snapshot())`,
};

/** The server, its settings, and who asks. */
export const server: Statement = {
  name: "server",
  text: `
select
  current_setting('server_version_num')::integer as version_number,
  current_setting('server_version') as version,
  current_setting('synchronous_commit') as synchronous_commit,
  current_setting('fsync') as fsync,
  current_setting('full_page_writes') as full_page_writes,
  current_user::text as role,
  (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as bypasses_policies,
  has_database_privilege(current_database(), 'create') as may_create,
  pg_is_in_recovery() as in_recovery,
  clock_timestamp() as now,
  to_regclass('protograph.migrations') is not null as has_schema`,
};

/** The newest migration there is, and the oldest code that works on it. */
export const schemaVersion: Statement = {
  name: "schemaVersion",
  text: `
select coalesce(max(version), 0) as version, coalesce(max(works_from), 0) as works_from from protograph.migrations`,
};

/** What the role may not do with the tables. */
export const missingRights: Statement = {
  name: "missingRights",
  text: `
select c.relname::text as table_name, p.privilege
from pg_class c
cross join unnest(array['select', 'insert', 'update', 'delete']) as p (privilege)
where c.relnamespace = 'protograph'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
  and not has_table_privilege(c.oid, p.privilege)
order by 1, 2`,
};
