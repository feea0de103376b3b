import type { Statement } from "../database.js";

/** Says whose rows the transaction may see: tenants, separated by the character 31, or `*` for all. */
export const scope: Statement = {
  name: "scope",
  text: `select set_config('protograph.tenants', $1, true)`,
};

export const register: Statement = {
  name: "register",
  text: `
insert into protograph.owners (name, lease_ms, lease_until)
values ($1, $2::bigint, clock_timestamp() + $2::bigint * interval '1 ms')
returning token`,
};

export const renew: Statement = {
  name: "renew",
  text: `
update protograph.owners
set lease_until = clock_timestamp() + lease_ms * interval '1 ms'
where token = $1::bigint and fenced_at is null
returning set_config('protograph.tenants', '*', true) as tenants, exists (
  select from protograph.signals s
  join protograph.runs r using (tenant, run_id)
  where s.refusal is null and s.applied_at is null and r.owner = $1::bigint and r.ended_at is null
) as signals`,
};

/** Waits for a flush of the owner's that is going on. */
export const release: Statement = {
  name: "release",
  text: `
with mine as materialized (
  select token from protograph.owners where token = $1::bigint and fenced_at is null for update
)
update protograph.owners o set fenced_at = clock_timestamp() from mine where o.token = mine.token`,
};

/**
 * Fences other owners whose lease has run out. Waits for their flushes that are going on, and then looks at the lease again:
 * FOR UPDATE conflicts with the lock of a flush, where a mere update would not.
 */
export const fenceExpired: Statement = {
  name: "fenceExpired",
  text: `
with expired as materialized (
  select token
  from protograph.owners
  where fenced_at is null and lease_until < clock_timestamp() and token <> $1::bigint
  order by token
  for update
)
update protograph.owners o set fenced_at = clock_timestamp() from expired where o.token = expired.token`,
};

/** Locks the owner's row as a flush does; none where it is fenced. */
export const lockOwner: Statement = {
  name: "lockOwner",
  text: `select token from protograph.owners where token = $1::bigint and fenced_at is null for key share`,
};

const columns = `
  r.tenant, r.run_id, r.graph, r.output, r.plan_digest, r.release, r.request_hash, r.state, r.substate, r.owner,
  r.engine_attempt, r.created_at, r.changed_at, r.ended_at, r.wake_at,
  exists (
    select from protograph.owners o
    where o.token = r.owner and o.fenced_at is null and o.lease_until >= clock_timestamp()
  ) as owner_alive`;

/** One insert; no row of `admitted` where the run is there already, no row at all where the owner is fenced. */
export const admit: Statement = {
  name: "admit",
  text: `
with owner as materialized (
  select token, set_config('protograph.tenants', $2, true) as tenant
  from protograph.owners
  where token = $1::bigint and fenced_at is null
  for key share
),
admitted as (
  insert into protograph.runs (
    tenant, run_id, graph, output, plan_digest, release, request, request_hash, state, owner
  )
  select owner.tenant, $3, $4, $5, $6::bytea, $7, $8::bytea, $9::bytea, 'QUEUED', owner.token from owner
  on conflict do nothing
  returning created_at
)
select owner.token, admitted.created_at from owner left join admitted on true`,
};

export const run: Statement = {
  name: "run",
  text: `select ${columns} from protograph.runs r where r.tenant = $1 and r.run_id = $2`,
};

export const runs: Statement = {
  name: "runs",
  text: `
select ${columns}
from protograph.runs r
where r.tenant = $1 and r.created_at is not null
  and (cardinality($2::text[]) = 0 or r.state = any ($2::text[]::protograph.run_state[]))
  and ($3::text is null or r.graph = $3::text)
  and ($4::timestamptz is null or (r.created_at, r.run_id) < ($4::timestamptz, $5::text))
order by r.created_at desc, r.run_id desc
limit $6::integer`,
};

/** Runs that nobody works on: those of fenced owners, ... */
const orphaned = `
  from protograph.runs r
  join protograph.owners o on o.token = r.owner
  where o.fenced_at is not null and r.ended_at is null and r.state <> 'PARKED'`;

/** ... parked ones that are due, and failed ones that are to be retried, ... */
const due = `
  from protograph.runs r
  where r.wake_at <= clock_timestamp() and r.state in ('PARKED', 'FAILED')`;

/** ... and those that a signal waits for, which may have been decided while its run was still on its way to being parked. */
const signalled = `
  from protograph.runs r
  where r.state = 'PARKED' and (r.wake_at is null or r.wake_at > clock_timestamp())
    and (r.tenant, r.run_id) in (
      select s.tenant, s.run_id from protograph.signals s where s.refusal is null and s.applied_at is null
    )`;

const taken = `r.plan_digest = any ($2::bytea[]) and ($5::text is null or (r.tenant = $5::text and r.run_id = $6::text))`;

/** Takes up runs that nobody works on. What somebody else is taking up right now is passed over. */
export const takeUp: Statement = {
  name: "takeUp",
  text: `
with orphaned as materialized (
  select r.tenant, r.run_id, r.state ${orphaned} and ${taken}
  limit $7::integer
  for no key update of r skip locked
),
due as materialized (
  select r.tenant, r.run_id, r.state ${due} and ${taken}
  order by r.wake_at
  limit greatest(0, $7::integer - (select count(*) from orphaned))
  for no key update of r skip locked
),
signalled as materialized (
  select r.tenant, r.run_id, r.state ${signalled} and ${taken}
  limit greatest(0, $7::integer - (select count(*) from orphaned) - (select count(*) from due))
  for no key update of r skip locked
),
taken as (select * from orphaned union all select * from due union all select * from signalled)
update protograph.runs r
set
  owner = $1::bigint,
  engine_attempt = r.engine_attempt + 1,
  plan_digest = move.digest,
  release = move.release,
  state = case when r.state in ('PARKED', 'FAILED') then 'RUNNING' else r.state end,
  substate = '',
  changed_at = clock_timestamp(),
  ended_at = null,
  wake_at = null,
  swept = false
from taken, unnest($2::bytea[], $3::bytea[], $4::text[]) as move (before, digest, release)
where r.tenant = taken.tenant and r.run_id = taken.run_id and r.plan_digest = move.before
returning ${columns}, r.request, taken.state as taken_from,
  coalesce((
    select l.last_seq
    from protograph.run_log l
    where l.tenant = r.tenant and l.run_id = r.run_id
    order by l.number desc
    limit 1
  ), 0) as last_run_seq`,
};

const waiting = `r.graph = any ($1::text[]) and r.plan_digest <> all ($2::bytea[])
    and ($3::text is null or (r.tenant = $3::text and r.run_id = $4::text))`;

/** The plans of runs that nobody works on. */
export const waitingPlans: Statement = {
  name: "waitingPlans",
  text: `
with waiting as (
  select r.graph, r.plan_digest, r.release ${orphaned} and ${waiting}
  union all
  select r.graph, r.plan_digest, r.release ${due} and ${waiting}
  union all
  select r.graph, r.plan_digest, r.release ${signalled} and ${waiting}
)
select graph, plan_digest as digest, max(release) as release, count(*)::integer as runs
from waiting
group by graph, plan_digest`,
};

export const keepPlan: Statement = {
  name: "keepPlan",
  text: `
insert into protograph.plans (digest, graph, plan, schemas)
values ($1::bytea, $2, $3::bytea, $4::bytea)
on conflict do nothing`,
};

export const plan: Statement = {
  name: "plan",
  text: `select digest, graph, plan, schemas from protograph.plans where digest = $1::bytea`,
};

/** The outcomes of a run, in the order in which they were written. */
export const checkpoints: Statement = {
  name: "checkpoints",
  text: `
select outputs_index, outputs_text, outputs
from protograph.run_log
where tenant = $1 and run_id = $2 and outputs_index is not null
order by number`,
};

/** As {@link checkpoints}, of a run that the owner holds, to be written anew. */
export const heldCheckpoints: Statement = {
  name: "heldCheckpoints",
  text: `
select l.number, l.outputs_index, l.outputs_text, l.outputs
from protograph.run_log l
join protograph.runs r using (tenant, run_id)
where l.tenant = $2 and l.run_id = $3 and l.outputs_index is not null and r.owner = $1::bigint
order by l.number
for no key update of l`,
};

export const replaceCheckpoints: Statement = {
  name: "replaceCheckpoints",
  text: `
update protograph.run_log
set outputs_index = $4::bytea, outputs_text = $5::bytea, outputs = $6::bytea
where tenant = $1 and run_id = $2 and number = $3::integer`,
};

export const events: Statement = {
  name: "events",
  text: `
select number, index, payload, persisted_at
from protograph.run_log
where tenant = $1 and run_id = $2 and number >= $3::integer and last_seq > $4::bigint and index is not null
order by number
limit $5::integer`,
};

export const snapshot: Statement = {
  name: "snapshot",
  text: `
select snapshot_seq as last_run_seq, snapshot as value
from protograph.run_log
where tenant = $1 and run_id = $2 and snapshot is not null
order by number desc
limit 1`,
};
