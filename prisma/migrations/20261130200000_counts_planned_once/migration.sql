-- What triggers ask for is planned once a connection and not with each statement: for a single order, planning was most of what these triggers cost.
-- What they count, and when, is as it was. Counts are held before the shop's zone is read, as whoever counts anew for another zone has them alone.

CREATE OR REPLACE FUNCTION count_runs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed REFCURSOR;
  one RECORD;
BEGIN
  IF TG_OP = 'INSERT' THEN
    OPEN changed FOR
      SELECT shop_id, flow_id, count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'active') AS active, count(entered_at) AS entered
      FROM added GROUP BY 1, 2 ORDER BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    IF current_setting('reprise.erasing_shop', true) = 'on' THEN RETURN NULL; END IF;
    OPEN changed FOR
      SELECT shop_id, flow_id, -count(*) FILTER (WHERE state = 'waiting') AS waiting, -count(*) FILTER (WHERE state = 'active') AS active, -count(entered_at) AS entered
      FROM replaced GROUP BY 1, 2 ORDER BY 1, 2;
  ELSE
    OPEN changed FOR
      SELECT shop_id, flow_id, sum(sign) FILTER (WHERE state = 'waiting') AS waiting, sum(sign) FILTER (WHERE state = 'active') AS active,
        sum(sign) FILTER (WHERE entered_at IS NOT NULL) AS entered
      FROM (
        SELECT 1 AS sign, shop_id, flow_id, state, entered_at FROM added
        UNION ALL
        SELECT -1, shop_id, flow_id, state, entered_at FROM replaced
      ) both_sides GROUP BY 1, 2 ORDER BY 1, 2;
  END IF;
  LOOP
    FETCH changed INTO one;
    EXIT WHEN NOT FOUND;
    IF one.waiting <> 0 OR one.active <> 0 OR one.entered <> 0 THEN
      PERFORM pg_advisory_xact_lock_shared(hashtext('counts'), one.shop_id);
      PERFORM count_on(one.shop_id, 'flow:' || one.flow_id || ':waiting', '-infinity', coalesce(one.waiting, 0), 0);
      PERFORM count_on(one.shop_id, 'flow:' || one.flow_id || ':active', '-infinity', coalesce(one.active, 0), 0);
      PERFORM count_on(one.shop_id, 'flow:' || one.flow_id || ':entered', '-infinity', coalesce(one.entered, 0), 0);
    END IF;
  END LOOP;
  CLOSE changed;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION count_timers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed REFCURSOR;
  one RECORD;
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM pg_advisory_xact_lock_shared(hashtext('counts'), shop_id) FROM (SELECT DISTINCT shop_id FROM added ORDER BY 1) held;
    OPEN changed FOR
      SELECT t.shop_id, t.flow_id, (t.due_at AT TIME ZONE z.zone)::date AS day, count(*) AS timers
      FROM added t JOIN (SELECT d.shop_id, zone_of_shop(d.shop_id) AS zone FROM (SELECT DISTINCT shop_id FROM added) d) z ON z.shop_id = t.shop_id
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    IF current_setting('reprise.erasing_shop', true) = 'on' THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtext('counts'), shop_id) FROM (SELECT DISTINCT shop_id FROM replaced ORDER BY 1) held;
    OPEN changed FOR
      SELECT t.shop_id, t.flow_id, (t.due_at AT TIME ZONE z.zone)::date AS day, -count(*) AS timers
      FROM replaced t JOIN (SELECT d.shop_id, zone_of_shop(d.shop_id) AS zone FROM (SELECT DISTINCT shop_id FROM replaced) d) z ON z.shop_id = t.shop_id
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
  ELSE
    PERFORM pg_advisory_xact_lock_shared(hashtext('counts'), shop_id) FROM (SELECT DISTINCT shop_id FROM added ORDER BY 1) held;
    OPEN changed FOR
      SELECT t.shop_id, t.flow_id, (t.due_at AT TIME ZONE z.zone)::date AS day, sum(t.sign)::bigint AS timers
      FROM (
        SELECT 1 AS sign, shop_id, flow_id, due_at FROM added
        UNION ALL
        SELECT -1, shop_id, flow_id, due_at FROM replaced
      ) t JOIN (SELECT d.shop_id, zone_of_shop(d.shop_id) AS zone FROM (SELECT DISTINCT shop_id FROM added) d) z ON z.shop_id = t.shop_id
      GROUP BY 1, 2, 3 HAVING sum(t.sign) <> 0 ORDER BY 1, 2, 3;
  END IF;
  LOOP
    FETCH changed INTO one;
    EXIT WHEN NOT FOUND;
    PERFORM count_on(one.shop_id, 'flow:' || one.flow_id || ':due', one.day, one.timers, 0);
  END LOOP;
  CLOSE changed;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION note_run_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM segment_watches w WHERE w.what = 'flows' AND w.shop_id IN (SELECT shop_id FROM added)) THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO segment_moves (shop_id, customer_id, what)
    SELECT r.shop_id, r.customer_id, 'flows' FROM added r JOIN segment_watches w ON w.shop_id = r.shop_id AND w.what = 'flows'
    WHERE r.entered_at IS NOT NULL ORDER BY r.run_id;
  ELSE
    INSERT INTO segment_moves (shop_id, customer_id, what)
    SELECT r.shop_id, r.customer_id, 'flows' FROM added r JOIN replaced o ON o.shop_id = r.shop_id AND o.run_id = r.run_id
      JOIN segment_watches w ON w.shop_id = r.shop_id AND w.what = 'flows'
    WHERE (r.state, r.holdout, r.entered_at) IS DISTINCT FROM (o.state, o.holdout, o.entered_at) ORDER BY r.run_id;
  END IF;
  RETURN NULL;
END
$$;

-- Whom an event is delivered to is asked once a statement, of shops that have receivers at all, and no longer of each of a thousand events.
CREATE OR REPLACE FUNCTION deliver_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM receivers r WHERE r.shop_id IN (SELECT shop_id FROM added)) THEN RETURN NULL; END IF;
  INSERT INTO deliveries (shop_id, receiver_id, event_id, customer_id, due_at, created_at)
  SELECT e.shop_id, r.receiver_id, e.event_id, e.customer_id, e.recorded_at, e.recorded_at
  FROM added e JOIN receivers r ON r.shop_id = e.shop_id AND e.kind = ANY (r.kinds) ORDER BY e.event_id, r.receiver_id;
  RETURN NULL;
END
$$;

DROP TRIGGER timeline_events_delivered ON timeline_events;
CREATE TRIGGER timeline_events_delivered AFTER INSERT ON timeline_events REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION deliver_event();
