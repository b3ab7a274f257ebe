-- When the goal of a run's version was reached, within its days; null: it was not (yet), or what reached it has been taken back since. Runs that are there already
-- are looked at when their flow is measured next.
ALTER TABLE flow_runs ADD COLUMN goal_at TIMESTAMPTZ(3);
-- The list of who reached the goal of a flow: as short as they are few.
CREATE INDEX flow_runs_reached ON flow_runs (shop_id, flow_id, run_id) WHERE goal_at IS NOT NULL AND NOT holdout;
-- Of runs that got something.
ALTER TABLE flow_results ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
