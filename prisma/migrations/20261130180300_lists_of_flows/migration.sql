-- Whom a figure of a flow counts, the latest first, whatever else the shop has sent and does since.
DROP INDEX messages_of_flows;
CREATE INDEX messages_of_flows ON messages (shop_id, flow_id, message_id) WHERE flow_id IS NOT NULL;
CREATE INDEX flow_runs_of_flow ON flow_runs (shop_id, flow_id, run_id);

-- What has become of the steps of a flow with many runs, worked out with what else it has led to.
ALTER TABLE flow_results ADD COLUMN steps JSONB NOT NULL DEFAULT '[]';

-- What an import's page and list tell of its rows is kept with them: rows by state with their points, and tiers and birthdays of those that are sound.
CREATE FUNCTION import_row_counts(import INTEGER, state TEXT, points BIGINT, tier TEXT, birthday TEXT)
RETURNS TABLE (what TEXT, count BIGINT, amount_minor BIGINT) LANGUAGE sql IMMUTABLE AS $$
  SELECT 'import:' || import || ':' || state, 1::bigint, coalesce(points, 0)
  UNION ALL
  SELECT 'import:' || import || ':tiers', 1, 0 WHERE tier IS NOT NULL AND state IN ('ready', 'applied')
  UNION ALL
  SELECT 'import:' || import || ':birthdays', 1, 0 WHERE birthday IS NOT NULL AND state IN ('ready', 'applied')
$$;

CREATE FUNCTION count_import_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one RECORD;
  columns TEXT := 'shop_id, import_id, state, points, tier, birthday';
  changed TEXT := CASE TG_OP
    WHEN 'INSERT' THEN format('SELECT 1 AS sign, %s FROM added', columns)
    WHEN 'DELETE' THEN format('SELECT -1 AS sign, %s FROM replaced', columns)
    ELSE format('SELECT 1 AS sign, %1$s FROM added UNION ALL SELECT -1, %1$s FROM replaced', columns)
  END;
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('reprise.erasing_shop', true) = 'on' THEN RETURN NULL; END IF;
  FOR one IN EXECUTE format($sql$
    SELECT r.shop_id, c.what, sum(r.sign * c.count)::bigint AS count, sum(r.sign * c.amount_minor)::bigint AS amount_minor
    FROM (%s) r, import_row_counts(r.import_id, r.state, r.points, r.tier, r.birthday) c
    GROUP BY 1, 2 HAVING sum(r.sign * c.count) <> 0 OR sum(r.sign * c.amount_minor) <> 0 ORDER BY 1, 2 $sql$, changed)
  LOOP
    PERFORM hold_counts(one.shop_id);
    PERFORM count_on(one.shop_id, one.what, '-infinity', one.count, one.amount_minor);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER import_rows_added_counted AFTER INSERT ON import_rows REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_import_rows();
CREATE TRIGGER import_rows_changed_counted AFTER UPDATE ON import_rows REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION count_import_rows();
CREATE TRIGGER import_rows_gone_counted AFTER DELETE ON import_rows REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION count_import_rows();

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
  SELECT 'flow:' || t.flow_id || ':due', (t.due_at AT TIME ZONE zone)::date, count(*), 0 FROM zone_of_shop(shop) zone, flow_timers t
  WHERE t.shop_id = shop GROUP BY t.flow_id, 2
  UNION ALL
  SELECT c.what, month_of(r.reserved_at, zone), sum(c.count)::bigint, sum(c.amount_minor)::bigint
  FROM zone_of_shop(shop) zone, redemptions r, redemption_counts(r.reward_id, r.state, r.points, r.returned_points, r.value_minor) c
  WHERE r.shop_id = shop GROUP BY 1, 2 HAVING sum(c.count) <> 0 OR sum(c.amount_minor) <> 0
  UNION ALL
  SELECT c.what, '-infinity', sum(c.count)::bigint, sum(c.amount_minor)::bigint
  FROM import_rows r, import_row_counts(r.import_id, r.state, r.points, r.tier, r.birthday) c WHERE r.shop_id = shop GROUP BY 1
$$;

SELECT shop_counts_rebuild(shop_id) FROM shops;
