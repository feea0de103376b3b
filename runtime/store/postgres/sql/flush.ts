import type { Statement } from "../database.js";

/*
 * What is written is joined to the runs that are held by FULL JOIN, with conditions that keep it one: of two lists that
 * the planner takes for short, it would compare each row of one with each row of the other, which takes seconds for the
 * thousands of rows of a batch. A FULL JOIN is always made by hashing.
 */

/**
 * Commits a batch in one round trip: the checks, the writes and the commit are one statement.
 *
 * The lock on the owner's row holds off who would fence it until this is committed; renewing the lease does not wait for
 * it. Everything written is joined to the owner and to the runs it holds, so a stale owner writes nothing. The tenants
 * are set with the owner's row, before any row of theirs is looked at.
 */
export const flush: Statement = {
  name: "flush",
  text: `
with owner as materialized (
  select token, set_config('protograph.tenants', $2, true) as tenants
  from protograph.owners
  where token = $1::bigint and fenced_at is null
  for key share
),
created as (
  insert into protograph.runs (
    tenant, run_id, graph, output, plan_digest, release, request, request_hash,
    state, substate, owner, engine_attempt, ended_at, wake_at
  )
  select
    c.tenant, c.run_id, c.graph, c.output, c.plan_digest, c.release, c.request, c.request_hash,
    c.state, c.substate, owner.token, c.attempt,
    case when c.state in ('COMPLETED', 'FAILED', 'CANCELLED') then clock_timestamp() end,
    clock_timestamp() + c.wake_ms * interval '1 ms'
  from owner, unnest(
    $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[], $11::text[], $12::bytea[], $13::bytea[],
    $14::text[], $15::text[], $16::bigint[], $17::integer[]
  ) as c (
    tenant, run_id, graph, output, plan_digest, release, request, request_hash, state, substate, wake_ms, attempt
  )
  on conflict do nothing
  returning tenant, run_id
),
held as materialized (
  select t.tenant, t.run_id, true as ok
  from owner, unnest($3::text[], $4::text[], $5::integer[]) as t (tenant, run_id, attempt)
  where (
    select r.owner = owner.token and r.engine_attempt = t.attempt
    from protograph.runs r
    where r.tenant = t.tenant and r.run_id = t.run_id
  )
  union all
  select tenant, run_id, true from created
),
changing as materialized (
  select s.tenant, s.run_id, s.state, s.substate, s.wake_ms
  from held
  full join unnest($18::text[], $19::text[], $20::text[], $21::text[], $22::bigint[])
    as s (tenant, run_id, state, substate, wake_ms) using (tenant, run_id)
  where coalesce(held.ok, false) and coalesce(s.state, '') <> ''
),
changed as (
  update protograph.runs r
  set
    state = s.state,
    substate = s.substate,
    changed_at = clock_timestamp(),
    ended_at = case when s.state in ('COMPLETED', 'FAILED', 'CANCELLED') then clock_timestamp() end,
    wake_at = clock_timestamp() + s.wake_ms * interval '1 ms'
  from changing s
  where r.tenant = s.tenant and r.run_id = s.run_id and r.ended_at is null
  returning 1
),
appended as (
  insert into protograph.run_events (tenant, run_id, first_seq, last_seq, index, payload, fence)
  select e.tenant, e.run_id, e.first_seq, e.last_seq, e.index, e.payload, $1::bigint
  from held
  full join unnest($23::text[], $24::text[], $25::bigint[], $26::bigint[], $27::bytea[], $28::bytea[])
    as e (tenant, run_id, first_seq, last_seq, index, payload) using (tenant, run_id)
  where coalesce(held.ok, false) and coalesce(e.first_seq, 0) > coalesce((
    select max(p.last_seq) from protograph.run_events p where p.tenant = e.tenant and p.run_id = e.run_id
  ), 0)
  on conflict do nothing
  returning tenant, run_id, last_seq
),
stored as (
  insert into protograph.checkpoints (
    tenant, run_id, output_type, item, input_hash, step_version, node_id, value, sha256, fence
  )
  select
    c.tenant, c.run_id, c.output_type, c.item, c.input_hash, c.step_version, c.node_id, c.value, c.sha256, $1::bigint
  from held
  full join unnest(
    $29::text[], $30::text[], $31::text[], $32::text[], $33::bytea[], $34::text[], $35::text[], $36::bytea[], $37::bytea[]
  ) as c (tenant, run_id, output_type, item, input_hash, step_version, node_id, value, sha256) using (tenant, run_id)
  where coalesce(held.ok, false) and coalesce(c.output_type, '') <> ''
  on conflict do nothing
  returning 1
),
folded as (
  insert into protograph.run_snapshots as s (tenant, run_id, head_seq, last_run_seq, value, behind_since)
  select
    n.tenant, n.run_id, n.head_seq, n.last_run_seq, n.value,
    case when n.head_seq > n.last_run_seq then clock_timestamp() end
  from held
  full join unnest($38::text[], $39::text[], $40::bigint[], $41::bigint[], $42::bytea[])
    as n (tenant, run_id, head_seq, last_run_seq, value) using (tenant, run_id)
  where coalesce(held.ok, false) and coalesce(n.head_seq, 0) > 0
  on conflict (tenant, run_id) do update set
    head_seq = greatest(s.head_seq, excluded.head_seq),
    value = case when excluded.last_run_seq > s.last_run_seq then excluded.value else s.value end,
    last_run_seq = greatest(s.last_run_seq, excluded.last_run_seq),
    behind_since = case
      when greatest(s.head_seq, excluded.head_seq) > greatest(s.last_run_seq, excluded.last_run_seq)
      then coalesce(s.behind_since, clock_timestamp())
    end
  returning 1
),
applying as materialized (
  select a.tenant, a.run_id, a.signal_id
  from held
  full join unnest($43::text[], $44::text[], $45::text[]) as a (tenant, run_id, signal_id) using (tenant, run_id)
  where coalesce(held.ok, false) and coalesce(a.signal_id, '') <> ''
),
applied as (
  update protograph.signals g
  set applied_at = coalesce(g.applied_at, clock_timestamp())
  from applying a
  where g.tenant = a.tenant and g.run_id = a.run_id and g.signal_id = a.signal_id
  returning 1
),
announced as (
  insert into protograph.outbox_streams as o (sink, tenant, run_id, head_seq)
  select k.sink, a.tenant, a.run_id, a.last_seq
  from appended a, unnest($46::text[]) as k (sink)
  on conflict (tenant, run_id, sink) do update set
    head_seq = excluded.head_seq,
    pending_since = case when o.delivered_seq < o.head_seq then o.pending_since else clock_timestamp() end
  returning 1
)
select
  (select count(*) from owner) as owners,
  (select count(*) from held) as held,
  (select count(*) from appended) as appended,
  (select count(*) from stored) as stored`,
};

/** The owner's row as {@link flush} sees it, and which runs it holds: asked where a flush wrote less than it was given. */
export const holdings: Statement = {
  name: "holdings",
  text: `
select t.tenant, t.run_id
from unnest($2::text[], $3::text[], $4::integer[]) as t (tenant, run_id, attempt)
join protograph.runs r using (tenant, run_id)
where r.owner = $1::bigint and r.engine_attempt = t.attempt`,
};

/** What is known of the events of some runs, without their payloads. */
export const tails: Statement = {
  name: "tails",
  text: `
select e.tenant, e.run_id, e.index, e.persisted_at
from unnest($1::text[], $2::text[]) as t (tenant, run_id)
join protograph.run_events e using (tenant, run_id)
order by e.tenant, e.run_id, e.last_seq`,
};

/** The outcomes that are kept under some keys. */
export const keptCheckpoints: Statement = {
  name: "keptCheckpoints",
  text: `
select c.tenant, c.run_id, c.output_type, c.item, c.input_hash, c.step_version, c.node_id, c.value, c.sha256
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])
  as k (tenant, run_id, output_type, item, input_hash)
join protograph.checkpoints c using (tenant, run_id, output_type, item, input_hash)`,
};

/** A part of a large value; whatever refers to it is written later. */
export const storePart: Statement = {
  name: "storePart",
  text: `
with scope as materialized (select set_config('protograph.tenants', $1, true) as tenant)
insert into protograph.parts (tenant, run_id, upload, number, bytes)
select scope.tenant, $2, $3::uuid, $4::integer, $5::bytea from scope
on conflict do nothing`,
};

/** Some parts of a large value, in order. */
export const loadParts: Statement = {
  name: "loadParts",
  text: `
select bytes
from protograph.parts
where tenant = $1 and run_id = $2 and upload = $3::uuid and number >= $4::integer and number < $5::integer
order by number`,
};
