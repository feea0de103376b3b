import type { Statement } from "../database.js";

/*
 * A batch is these statements, those of them that it needs, sent at once and committed together.
 *
 * Lists are unnested where they are selected, in step with one another: as a FROM clause, each of them would be kept
 * aside first, which costs more than the insert.
 */

/**
 * Holds off who would fence the owner until the batch is committed; renewing the lease does not wait for it. No row where
 * the owner is fenced, and then the other statements find no owner in the transaction, and write nothing.
 *
 * The tenants are set before any row of theirs is looked at. Plans are made once and look rows up by key, however small
 * the tables were when they were made.
 */
export const hold: Statement = {
  name: "hold",
  text: `
select
  set_config('protograph.owner', o.token::text, true),
  set_config('protograph.tenants', $2, true),
  set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('enable_seqscan', 'off', true),
  set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true)
from protograph.owners o
where o.token = $1::bigint and o.fenced_at is null
for key share`,
};

/** Begins runs; one that has begun stays as it is. */
export const begin: Statement = {
  name: "begin",
  text: `
insert into protograph.runs (
  tenant, run_id, graph, output, plan_digest, release, request, request_hash,
  state, substate, owner, engine_attempt, ended_at, wake_at
)
select
  c.tenant, c.run_id, c.graph, c.output, c.plan_digest, c.release, c.request, c.request_hash,
  c.state::protograph.run_state, c.substate, $1::bigint, c.attempt,
  case when c.state in ('COMPLETED', 'FAILED', 'CANCELLED') then clock_timestamp() end,
  clock_timestamp() + c.wake_ms * interval '1 ms'
from (
  select
    unnest($2::text[]) as tenant, unnest($3::text[]) as run_id, unnest($4::integer[]) as attempt,
    unnest($5::text[]) as graph, unnest($6::text[]) as output, unnest($7::bytea[]) as plan_digest,
    unnest($8::text[]) as release, unnest($9::bytea[]) as request, unnest($10::bytea[]) as request_hash,
    unnest($11::text[]) as state, unnest($12::text[]) as substate, unnest($13::bigint[]) as wake_ms
) as c
where current_setting('protograph.owner', true) = $1::bigint::text
on conflict do nothing`,
};

/**
 * Appends to the logs of the runs that are held. A number that is taken fails the batch: then something is there that the
 * writer did not know of.
 */
export const append: Statement = {
  name: "append",
  text: `
insert into protograph.run_log (
  tenant, run_id, number, last_seq, snapshot_seq,
  index, payload, outputs_index, outputs_text, outputs, snapshot, fence
)
select
  a.tenant, a.run_id, a.number, a.last_seq, a.snapshot_seq,
  a.index, a.payload, a.outputs_index, a.outputs_text, a.outputs, a.snapshot, $1::bigint
from (
  select
    unnest($2::text[]) as tenant, unnest($3::text[]) as run_id, unnest($4::integer[]) as attempt,
    unnest($5::integer[]) as number, unnest($6::bigint[]) as last_seq, unnest($7::bigint[]) as snapshot_seq,
    unnest($8::bytea[]) as index, unnest($9::bytea[]) as payload,
    unnest($10::bytea[]) as outputs_index, unnest($11::bytea[]) as outputs_text, unnest($12::bytea[]) as outputs,
    unnest($13::bytea[]) as snapshot
) as a
where current_setting('protograph.owner', true) = $1::bigint::text
  and (
    select r.owner = $1::bigint and r.engine_attempt = a.attempt
    from protograph.runs r
    where r.tenant = a.tenant and r.run_id = a.run_id
  )`,
};

/** Says where runs that are held stand now; a state that ends a run is never left. */
export const change: Statement = {
  name: "change",
  text: `
update protograph.runs r
set
  state = c.state::protograph.run_state,
  substate = c.substate,
  changed_at = clock_timestamp(),
  ended_at = case when c.state in ('COMPLETED', 'FAILED', 'CANCELLED') then clock_timestamp() end,
  wake_at = clock_timestamp() + c.wake_ms * interval '1 ms'
from (
  select
    unnest($2::text[]) as tenant, unnest($3::text[]) as run_id, unnest($4::integer[]) as attempt,
    unnest($5::text[]) as state, unnest($6::text[]) as substate, unnest($7::bigint[]) as wake_ms
) as c
where current_setting('protograph.owner', true) = $1::bigint::text
  and r.tenant = c.tenant and r.run_id = c.run_id and r.owner = $1::bigint and r.engine_attempt = c.attempt
  and r.ended_at is null`,
};

/** Notes that signals have taken effect on runs that are held. */
export const apply: Statement = {
  name: "apply",
  text: `
update protograph.signals s
set applied_at = coalesce(s.applied_at, clock_timestamp())
from (
  select
    unnest($2::text[]) as tenant, unnest($3::text[]) as run_id, unnest($4::integer[]) as attempt,
    unnest($5::text[]) as signal_id
) as a
where current_setting('protograph.owner', true) = $1::bigint::text
  and s.tenant = a.tenant and s.run_id = a.run_id and s.signal_id = a.signal_id
  and (
    select r.owner = $1::bigint and r.engine_attempt = a.attempt
    from protograph.runs r
    where r.tenant = a.tenant and r.run_id = a.run_id
  )`,
};

/** Tells every sink how far runs that are held have come. */
export const announce: Statement = {
  name: "announce",
  text: `
insert into protograph.outbox_streams as o (sink, tenant, run_id, head_seq)
select k.sink, a.tenant, a.run_id, a.last_seq
from (
  select
    unnest($2::text[]) as tenant, unnest($3::text[]) as run_id, unnest($4::integer[]) as attempt,
    unnest($5::bigint[]) as last_seq
) as a
cross join (select unnest($6::text[]) as sink) as k
where current_setting('protograph.owner', true) = $1::bigint::text
  and (
    select r.owner = $1::bigint and r.engine_attempt = a.attempt
    from protograph.runs r
    where r.tenant = a.tenant and r.run_id = a.run_id
  )
on conflict (tenant, run_id, sink) do update set
  head_seq = excluded.head_seq,
  pending_since = case when o.delivered_seq < o.head_seq then o.pending_since else clock_timestamp() end`,
};

/** Which of some runs an owner holds: asked where a flush wrote less than it was given. */
export const holdings: Statement = {
  name: "holdings",
  text: `
select t.tenant, t.run_id
from unnest($2::text[], $3::text[], $4::integer[]) as t (tenant, run_id, attempt)
join protograph.runs r using (tenant, run_id)
where r.owner = $1::bigint and r.engine_attempt = t.attempt`,
};

/** The logs of some runs, without what outcomes are. */
export const logs: Statement = {
  name: "logs",
  text: `
select
  l.tenant, l.run_id, l.number, l.last_seq, l.snapshot_seq, l.index, l.payload, l.outputs_index, l.outputs_text,
  l.persisted_at
from unnest($1::text[], $2::text[]) as t (tenant, run_id)
join protograph.run_log l using (tenant, run_id)
order by l.tenant, l.run_id, l.number`,
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
