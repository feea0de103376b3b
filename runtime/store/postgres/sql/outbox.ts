import type { Statement } from "../database.js";

/**
 * Claims runs that have events for a sink. Only events count whose transaction has ended and every earlier one with it:
 * an id says nothing about the order of commits.
 */
export const claimStreams: Statement = {
  name: "claimStreams",
  text: `
with claimable as materialized (
  select s.sink, s.tenant, s.run_id
  from protograph.outbox_streams s
  where s.sink = $1 and s.delivered_seq < s.head_seq and s.parked_at is null and s.due_at <= clock_timestamp()
    and exists (
      select from protograph.run_log e
      where e.tenant = s.tenant and e.run_id = s.run_id and e.number >= s.delivered_number
        and e.last_seq > s.delivered_seq and e.index is not null
        and e.xid < pg_snapshot_xmin(pg_current_snapshot())
    )
  order by s.due_at
  limit $2::integer
  for no key update of s skip locked
),
fence as materialized (select nextval('protograph.fences') as token)
update protograph.outbox_streams s
set claim = fence.token, due_at = clock_timestamp() + $3::bigint * interval '1 ms'
from claimable c, fence
where s.sink = c.sink and s.tenant = c.tenant and s.run_id = c.run_id
returning s.tenant, s.run_id, s.delivered_seq, s.delivered_number, s.failures, s.claim`,
};

/** The first segments of claimed runs that are not delivered. */
export const claimedSegments: Statement = {
  name: "claimedSegments",
  text: `
select c.place, e.index, e.payload, e.persisted_at
from unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) with ordinality
  as c (tenant, run_id, delivered_seq, delivered_number, place)
cross join lateral (
  select e.index, e.payload, e.persisted_at, e.number
  from protograph.run_log e
  where e.tenant = c.tenant and e.run_id = c.run_id and e.number >= c.delivered_number
    and e.last_seq > c.delivered_seq and e.index is not null
    and e.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by e.number
  limit $5::integer
) as e
order by c.place, e.number`,
};

/** Ends claims; without effect on a run that the claim no longer holds. */
export const settleStreams: Statement = {
  name: "settleStreams",
  text: `
update protograph.outbox_streams s
set
  delivered_seq = greatest(s.delivered_seq, t.delivered_seq),
  delivered_number = coalesce((
    select e.number
    from protograph.run_log e
    where e.tenant = s.tenant and e.run_id = s.run_id and e.number >= s.delivered_number
      and e.last_seq >= t.delivered_seq
    order by e.number
    limit 1
  ), s.delivered_number),
  pending_since = case when t.delivered_seq > s.delivered_seq then clock_timestamp() else s.pending_since end,
  claim = null,
  due_at = clock_timestamp() + t.retry_ms * interval '1 ms',
  failures = t.failures,
  failure = t.failure,
  parked_at = case when t.parked then clock_timestamp() end
from unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::integer[], $8::bytea[], $9::text[]::boolean[])
  as t (tenant, run_id, delivered_seq, retry_ms, failures, failure, parked)
where s.sink = $1 and s.claim = $2::bigint and s.tenant = t.tenant and s.run_id = t.run_id`,
};

/** Parked runs of a sink, with the segment their undelivered event is in. */
export const parkedStreams: Statement = {
  name: "parkedStreams",
  text: `
select s.tenant, s.run_id, s.delivered_seq, s.failures, s.failure, s.parked_at, e.index, e.payload, e.persisted_at
from protograph.outbox_streams s
cross join lateral (
  select e.index, e.payload, e.persisted_at
  from protograph.run_log e
  where e.tenant = s.tenant and e.run_id = s.run_id and e.number >= s.delivered_number
    and e.last_seq > s.delivered_seq and e.index is not null
  order by e.number
  limit 1
) as e
where s.sink = $1 and s.parked_at is not null
  and ($2::text is null or s.tenant = $2::text)
  and ($3::text is null or s.run_id = $3::text)
order by s.parked_at, s.tenant, s.run_id`,
};

/** Has parked runs tried again, if they still stand where they were seen. */
export const redriveStreams: Statement = {
  name: "redriveStreams",
  text: `
update protograph.outbox_streams s
set parked_at = null, failures = 0, failure = null, due_at = clock_timestamp()
from unnest($2::text[], $3::text[], $4::bigint[]) as t (tenant, run_id, delivered_seq)
where s.sink = $1 and s.parked_at is not null
  and s.tenant = t.tenant and s.run_id = t.run_id and s.delivered_seq = t.delivered_seq
returning 1 as redriven`,
};
