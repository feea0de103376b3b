import type { Statement } from "../database.js";

/** A run's state, and what was decided on a signal before. */
export const signalled: Statement = {
  name: "signalled",
  text: `
select r.state, s.signal_id, s.refusal, s.decided_at
from protograph.runs r
left join protograph.signals s on s.tenant = r.tenant and s.run_id = r.run_id and s.signal_id = $3
where r.tenant = $1 and r.run_id = $2`,
};

/** Keeps a decision, if the run is still in the state it was made for, and wakes a run that waits for it. */
export const decide: Statement = {
  name: "decide",
  text: `
with run as materialized (
  select tenant, run_id, state
  from protograph.runs
  where tenant = $1 and run_id = $2 and state = $3::protograph.run_state
  for no key update
),
decided as (
  insert into protograph.signals (tenant, run_id, signal_id, kind, payload, refusal)
  select tenant, run_id, $4, $5, $6::bytea, $7::text from run
  on conflict do nothing
  returning tenant, run_id, decided_at
),
woken as (
  update protograph.runs r
  set wake_at = clock_timestamp()
  from decided, run
  where r.tenant = decided.tenant and r.run_id = decided.run_id and $7::text is null
    and (run.state = 'PARKED' or (run.state = 'FAILED' and $5 in ('RETRY', 'RETRY_FROM')))
)
select decided_at from decided`,
};

/** What was decided on all signals of a run. */
export const signals: Statement = {
  name: "signals",
  text: `
select tenant, run_id, signal_id, kind, payload, refusal, decided_at, applied_at
from protograph.signals
where tenant = $1 and run_id = $2
order by decided_at, signal_id`,
};

export const pendingSignals: Statement = {
  name: "pendingSignals",
  text: `
select s.tenant, s.run_id, s.signal_id, s.kind, s.payload, s.decided_at
from protograph.signals s
join protograph.runs r using (tenant, run_id)
where s.refusal is null and s.applied_at is null and r.owner = $1::bigint and r.ended_at is null
order by s.decided_at, s.signal_id`,
};
