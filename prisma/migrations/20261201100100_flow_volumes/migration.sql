-- How many emails a flow is expected to send, by day of the shop: what its forecast says, kept for the calendar. One row a flow; days on which there are none are left out.
CREATE TABLE flow_volumes (
  shop_id INTEGER NOT NULL,
  flow_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  as_of TIMESTAMPTZ(3) NOT NULL,
  sent BIGINT NOT NULL,
  days JSONB NOT NULL,
  PRIMARY KEY (shop_id, flow_id)
);

-- Until now the calendar counted each run's next step, with every move of a timer.
DROP TRIGGER flow_timers_added_counted ON flow_timers;
DROP TRIGGER flow_timers_changed_counted ON flow_timers;
DROP TRIGGER flow_timers_gone_counted ON flow_timers;
DROP FUNCTION count_timers();
CREATE OR REPLACE FUNCTION counts_of_shop(shop INTEGER) RETURNS TABLE (what TEXT, day DATE, count BIGINT, amount_minor BIGINT) LANGUAGE sql STABLE AS $$
  SELECT 'customers', '-infinity'::date, count(*), 0::bigint FROM customers c
  WHERE c.shop_id = shop AND is_listed(c.deleted_at, c.redacted_at, c.merged_into) HAVING count(*) > 0
  UNION ALL
  SELECT 'segment:' || m.segment_id, '-infinity'::date, count(*), 0 FROM segment_members m WHERE m.shop_id = shop GROUP BY m.segment_id
  UNION ALL
  SELECT 'orders', (o.processed_at AT TIME ZONE zone)::date, count(*), sum(o.net_minor)::bigint FROM zone_of_shop(shop) zone, orders o
  WHERE o.shop_id = shop AND is_sale(o.test, o.cancelled_at, o.deleted_at, o.dispute, o.financial_status) GROUP BY 2
  UNION ALL
  SELECT 'mails', (m.sent_at AT TIME ZONE zone)::date, count(*), 0 FROM zone_of_shop(shop) zone, messages m
  WHERE m.shop_id = shop AND m.state = 'sent' AND m.sent_at IS NOT NULL GROUP BY 2
  UNION ALL
  SELECT 'flow:' || r.flow_id || ':' || r.state, '-infinity'::date, count(*), 0 FROM flow_runs r
  WHERE r.shop_id = shop AND r.state <> 'ended' GROUP BY r.flow_id, r.state
  UNION ALL
  SELECT 'flow:' || r.flow_id || ':entered', '-infinity'::date, count(*), 0 FROM flow_runs r
  WHERE r.shop_id = shop AND r.entered_at IS NOT NULL GROUP BY r.flow_id
  UNION ALL
  SELECT 'flow:' || m.flow_id || CASE m.state WHEN 'sent' THEN ':sent' ELSE ':dropped' END, '-infinity'::date, count(*), 0 FROM messages m
  WHERE m.shop_id = shop AND m.flow_id IS NOT NULL AND m.state IN ('sent', 'dropped', 'failed') GROUP BY 1
  UNION ALL
  SELECT c.what, month_of(r.reserved_at, zone), sum(c.count)::bigint, sum(c.amount_minor)::bigint
  FROM zone_of_shop(shop) zone, redemptions r, redemption_counts(r.reward_id, r.state, r.points, r.returned_points, r.value_minor) c
  WHERE r.shop_id = shop GROUP BY 1, 2 HAVING sum(c.count) <> 0 OR sum(c.amount_minor) <> 0
  UNION ALL
  SELECT c.what, '-infinity', sum(c.count)::bigint, sum(c.amount_minor)::bigint
  FROM import_rows r, import_row_counts(r.import_id, r.state, r.points, r.tier, r.birthday) c WHERE r.shop_id = shop GROUP BY 1
$$;

DELETE FROM shop_counts WHERE what LIKE 'flow:%:due';
