-- A run that goes from one step to the next is rewritten on its own page, and no index of runs is touched: none knows the step, and half of a page is left for
-- it. What an index is asked for are the customers who are in a flow.
drop index flow_runs_going;
create index flow_runs_going on flow_runs (shop_id, flow_id, customer_id) where state <> 'ended';
alter table flow_runs set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- A customer's timers are found by their runs.
drop index flow_timers_shop_id_customer_id_idx;
