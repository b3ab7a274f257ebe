-- What the rewards and Reports tell of redemptions, and the calendar of what flows will send, is kept with the rows that it counts.

-- A timer says whose flow it is, so that whoever counts timers need not look for a run, which may be gone.
ALTER TABLE flow_timers ADD COLUMN flow_id INTEGER;
UPDATE flow_timers t SET flow_id = r.flow_id FROM flow_runs r WHERE r.shop_id = t.shop_id AND r.run_id = t.run_id;
DELETE FROM flow_timers WHERE flow_id IS NULL;
ALTER TABLE flow_timers ALTER COLUMN flow_id SET NOT NULL;

-- What a redemption adds to its reward, by what its state comes to: `open`, `used` with what it took off, `released`; and points that it took and did not give back.
CREATE FUNCTION redemption_counts(reward INTEGER, state TEXT, points BIGINT, returned BIGINT, value_minor BIGINT)
RETURNS TABLE (what TEXT, count BIGINT, amount_minor BIGINT) LANGUAGE sql IMMUTABLE AS $$
  SELECT 'reward:' || reward || CASE WHEN state = 'used' THEN ':used' WHEN state IN ('reserved', 'issued') THEN ':open' ELSE ':released' END, 1::bigint,
    CASE WHEN state = 'used' THEN value_minor ELSE 0 END
  UNION ALL
  SELECT 'reward:' || reward || ':points', points - returned, 0 WHERE state <> 'released'
$$;

-- The month of the shop that an instant is in, by its first day.
CREATE FUNCTION month_of(instant TIMESTAMPTZ, zone TEXT) RETURNS DATE LANGUAGE sql STABLE AS $$
  SELECT date_trunc('month', instant AT TIME ZONE zone)::date
$$;

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
$$;

CREATE FUNCTION count_redemptions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shop INTEGER;
  zone TEXT;
  one RECORD;
  columns TEXT := 'shop_id, reward_id, reserved_at, state, points, returned_points, value_minor';
  changed TEXT := CASE TG_OP
    WHEN 'INSERT' THEN format('SELECT 1 AS sign, %s FROM added', columns)
    WHEN 'DELETE' THEN format('SELECT -1 AS sign, %s FROM replaced', columns)
    ELSE format('SELECT 1 AS sign, %1$s FROM added UNION ALL SELECT -1, %1$s FROM replaced', columns)
  END;
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('reprise.erasing_shop', true) = 'on' THEN RETURN NULL; END IF;
  FOR shop IN EXECUTE format('SELECT shop_id FROM (%s) changed GROUP BY 1 ORDER BY 1', changed) LOOP
    PERFORM hold_counts(shop);
    zone := zone_of_shop(shop);
    FOR one IN EXECUTE format($sql$
      SELECT c.what, month_of(r.reserved_at, $1) AS month, sum(r.sign * c.count)::bigint AS count, sum(r.sign * c.amount_minor)::bigint AS amount_minor
      FROM (%s) r, redemption_counts(r.reward_id, r.state, r.points, r.returned_points, r.value_minor) c
      WHERE r.shop_id = $2 GROUP BY 1, 2 HAVING sum(r.sign * c.count) <> 0 OR sum(r.sign * c.amount_minor) <> 0 ORDER BY 1, 2 $sql$, changed) USING zone, shop
    LOOP
      PERFORM count_on(shop, one.what, one.month, one.count, one.amount_minor);
    END LOOP;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER redemptions_added_counted AFTER INSERT ON redemptions REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_redemptions();
CREATE TRIGGER redemptions_changed_counted AFTER UPDATE ON redemptions REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION count_redemptions();
CREATE TRIGGER redemptions_gone_counted AFTER DELETE ON redemptions REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION count_redemptions();

CREATE FUNCTION count_timers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shop INTEGER;
  zone TEXT;
  one RECORD;
  changed TEXT := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT 1 AS sign, shop_id, flow_id, due_at FROM added'
    WHEN 'DELETE' THEN 'SELECT -1 AS sign, shop_id, flow_id, due_at FROM replaced'
    ELSE 'SELECT 1 AS sign, shop_id, flow_id, due_at FROM added UNION ALL SELECT -1, shop_id, flow_id, due_at FROM replaced'
  END;
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('reprise.erasing_shop', true) = 'on' THEN RETURN NULL; END IF;
  FOR shop IN EXECUTE format('SELECT shop_id FROM (%s) changed GROUP BY 1 ORDER BY 1', changed) LOOP
    PERFORM hold_counts(shop);
    zone := zone_of_shop(shop);
    FOR one IN EXECUTE format($sql$
      SELECT flow_id, (due_at AT TIME ZONE $1)::date AS day, sum(sign)::bigint AS timers FROM (%s) changed
      WHERE shop_id = $2 GROUP BY 1, 2 HAVING sum(sign) <> 0 ORDER BY 1, 2 $sql$, changed) USING zone, shop
    LOOP
      PERFORM count_on(shop, 'flow:' || one.flow_id || ':due', one.day, one.timers, 0);
    END LOOP;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER flow_timers_added_counted AFTER INSERT ON flow_timers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_timers();
CREATE TRIGGER flow_timers_changed_counted AFTER UPDATE ON flow_timers REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION count_timers();
CREATE TRIGGER flow_timers_gone_counted AFTER DELETE ON flow_timers REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION count_timers();

SELECT shop_counts_rebuild(shop_id) FROM shops;
