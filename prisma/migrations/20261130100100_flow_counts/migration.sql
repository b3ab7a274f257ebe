-- What the list of flows shows is kept with the rows that it counts: runs that wait, that go on and that have entered, emails that left and that did not.

CREATE FUNCTION count_flow(shop INTEGER, flow INTEGER, counted TEXT, by BIGINT) RETURNS void LANGUAGE sql AS $$
  SELECT count_on(shop, 'flow:' || flow || ':' || counted, '-infinity', coalesce(by, 0), 0)
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
$$;

CREATE FUNCTION count_runs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one RECORD;
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('reprise.erasing_shop', true) = 'on' THEN RETURN NULL; END IF;
  FOR one IN EXECUTE format($sql$
    SELECT shop_id, flow_id, sum(sign) FILTER (WHERE state = 'waiting')::bigint AS waiting, sum(sign) FILTER (WHERE state = 'active')::bigint AS active,
      sum(sign) FILTER (WHERE entered_at IS NOT NULL)::bigint AS entered
    FROM (%s) changed GROUP BY 1, 2 ORDER BY 1, 2 $sql$,
    CASE TG_OP
      WHEN 'INSERT' THEN 'SELECT 1 AS sign, shop_id, flow_id, state, entered_at FROM added'
      WHEN 'DELETE' THEN 'SELECT -1 AS sign, shop_id, flow_id, state, entered_at FROM replaced'
      ELSE 'SELECT 1 AS sign, shop_id, flow_id, state, entered_at FROM added UNION ALL SELECT -1, shop_id, flow_id, state, entered_at FROM replaced'
    END)
  LOOP
    IF one.waiting <> 0 OR one.active <> 0 OR one.entered <> 0 THEN
      PERFORM hold_counts(one.shop_id);
      PERFORM count_flow(one.shop_id, one.flow_id, 'waiting', one.waiting);
      PERFORM count_flow(one.shop_id, one.flow_id, 'active', one.active);
      PERFORM count_flow(one.shop_id, one.flow_id, 'entered', one.entered);
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER flow_runs_added_counted AFTER INSERT ON flow_runs REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_runs();
CREATE TRIGGER flow_runs_changed_counted AFTER UPDATE ON flow_runs REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION count_runs();
CREATE TRIGGER flow_runs_gone_counted AFTER DELETE ON flow_runs REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION count_runs();

-- By the statement, where it was by the row: of the emails that have left together a shop's zone is looked up and a figure written once.
DROP TRIGGER messages_entered_counted ON messages;
DROP TRIGGER messages_sent_counted ON messages;
CREATE OR REPLACE FUNCTION count_mails() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shop INTEGER;
  zone TEXT;
  one RECORD;
  changed TEXT := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT 1 AS sign, shop_id, flow_id, state, sent_at FROM added'
    ELSE 'SELECT 1 AS sign, shop_id, flow_id, state, sent_at FROM added UNION ALL SELECT -1, shop_id, flow_id, state, sent_at FROM replaced'
  END;
BEGIN
  FOR shop IN EXECUTE format($sql$
    SELECT shop_id FROM (%s) changed WHERE state IN ('sent', 'dropped', 'failed') GROUP BY 1 ORDER BY 1 $sql$, changed)
  LOOP
    PERFORM hold_counts(shop);
    zone := zone_of_shop(shop);
    FOR one IN EXECUTE format($sql$
      SELECT (sent_at AT TIME ZONE $1)::date AS day, sum(sign)::bigint AS mails FROM (%s) changed
      WHERE shop_id = $2 AND state = 'sent' AND sent_at IS NOT NULL GROUP BY 1 ORDER BY 1 $sql$, changed) USING zone, shop
    LOOP
      PERFORM count_on(shop, 'mails', one.day, one.mails, 0);
    END LOOP;
    FOR one IN EXECUTE format($sql$
      SELECT flow_id, sum(sign) FILTER (WHERE state = 'sent')::bigint AS sent, sum(sign) FILTER (WHERE state <> 'sent')::bigint AS dropped FROM (%s) changed
      WHERE shop_id = $1 AND flow_id IS NOT NULL AND state IN ('sent', 'dropped', 'failed') GROUP BY 1 ORDER BY 1 $sql$, changed) USING shop
    LOOP
      PERFORM count_flow(shop, one.flow_id, 'sent', one.sent);
      PERFORM count_flow(shop, one.flow_id, 'dropped', one.dropped);
    END LOOP;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER messages_added_counted AFTER INSERT ON messages REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_mails();
CREATE TRIGGER messages_changed_counted AFTER UPDATE ON messages REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION count_mails();

-- Whose birthday comes near, without looking at all members.
CREATE INDEX members_birthday ON members (shop_id, (birthday_month * 100 + birthday_day)) WHERE birthday_month IS NOT NULL;

SELECT shop_counts_rebuild(shop_id) FROM shops;
