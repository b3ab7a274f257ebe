-- CreateTable
CREATE TABLE "shop_counts" (
    "shop_id" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "day" DATE NOT NULL DEFAULT '-infinity',
    "slot" BIGSERIAL NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 0,
    "amount_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "shop_counts_pkey" PRIMARY KEY ("shop_id","what","day","slot")
);

-- Rewritten all day: room for it on the same page, so that no index is touched.
ALTER TABLE shop_counts SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- Many count at once, and not all of them in turn (segments follow time, mails are sent): a slot that another transaction holds is passed by and another one
-- opened, so that nobody ever waits for a figure. A figure is the sum of its slots.
CREATE FUNCTION count_on(shop INTEGER, counted TEXT, on_day DATE, by BIGINT, by_minor BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  mine BIGINT;
BEGIN
  IF by = 0 AND by_minor = 0 THEN RETURN; END IF;
  SELECT slot INTO mine FROM shop_counts WHERE shop_id = shop AND what = counted AND day = on_day LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF mine IS NULL THEN
    INSERT INTO shop_counts (shop_id, what, day, count, amount_minor) VALUES (shop, counted, on_day, by, by_minor);
  ELSE
    UPDATE shop_counts SET count = count + by, amount_minor = amount_minor + by_minor
    WHERE shop_id = shop AND what = counted AND day = on_day AND slot = mine;
  END IF;
END
$$;

-- Whoever counts holds this side by side; whoever counts anew holds it alone. What is looked up of the shop (its zone) is looked up after.
CREATE FUNCTION hold_counts(shop INTEGER) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock_shared(hashtext('counts'), shop)
$$;

-- Customers that exist for the merchant.
CREATE FUNCTION is_listed(deleted_at TIMESTAMPTZ, redacted_at TIMESTAMPTZ, merged_into BIGINT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
  SELECT deleted_at IS NULL AND redacted_at IS NULL AND merged_into IS NULL
$$;

-- Orders that count as sales: no test, neither cancelled nor deleted nor lost to a dispute, and their payment neither voided nor expired.
CREATE FUNCTION is_sale(test BOOLEAN, cancelled_at TIMESTAMPTZ, deleted_at TIMESTAMPTZ, dispute TEXT, financial_status TEXT) RETURNS BOOLEAN
LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT test AND cancelled_at IS NULL AND deleted_at IS NULL AND dispute IS DISTINCT FROM 'lost' AND financial_status NOT IN ('voided', 'expired')
$$;

-- What each table makes of a shop's counts, from nothing. The triggers below make the same, change by change.
CREATE FUNCTION counts_of_shop(shop INTEGER) RETURNS TABLE (what TEXT, day DATE, count BIGINT, amount_minor BIGINT) LANGUAGE sql STABLE AS $$
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
$$;

CREATE FUNCTION shop_counts_rebuild(shop INTEGER) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('counts'), shop);
  DELETE FROM shop_counts WHERE shop_id = shop;
  INSERT INTO shop_counts (shop_id, what, day, count, amount_minor) SELECT shop, c.what, c.day, c.count, c.amount_minor FROM counts_of_shop(shop) c;
END
$$;

CREATE FUNCTION count_customers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one RECORD;
BEGIN
  IF TG_LEVEL = 'ROW' THEN
    PERFORM hold_counts(NEW.shop_id);
    PERFORM count_on(NEW.shop_id, 'customers', '-infinity',
      is_listed(NEW.deleted_at, NEW.redacted_at, NEW.merged_into)::int - is_listed(OLD.deleted_at, OLD.redacted_at, OLD.merged_into)::int, 0);
    RETURN NULL;
  END IF;
  FOR one IN SELECT a.shop_id, count(*) FILTER (WHERE is_listed(a.deleted_at, a.redacted_at, a.merged_into)) AS listed FROM added a GROUP BY 1 ORDER BY 1 LOOP
    PERFORM hold_counts(one.shop_id);
    PERFORM count_on(one.shop_id, 'customers', '-infinity', one.listed, 0);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER customers_counted AFTER INSERT ON customers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_customers();
CREATE TRIGGER customers_gone_counted AFTER UPDATE OF deleted_at, redacted_at, merged_into ON customers FOR EACH ROW
  WHEN (is_listed(NEW.deleted_at, NEW.redacted_at, NEW.merged_into) <> is_listed(OLD.deleted_at, OLD.redacted_at, OLD.merged_into))
  EXECUTE FUNCTION count_customers();

CREATE FUNCTION count_members() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one RECORD;
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('reprise.erasing_shop', true) = 'on' THEN RETURN NULL; END IF;
  FOR one IN SELECT shop_id, segment_id, count(*) * CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS members FROM changed GROUP BY 1, 2 ORDER BY 1, 2 LOOP
    PERFORM hold_counts(one.shop_id);
    PERFORM count_on(one.shop_id, 'segment:' || one.segment_id, '-infinity', one.members, 0);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER segment_members_entered AFTER INSERT ON segment_members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_members();
CREATE TRIGGER segment_members_left AFTER DELETE ON segment_members REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_members();

CREATE FUNCTION count_orders() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shop INTEGER;
  zone TEXT;
  one RECORD;
BEGIN
  FOR shop IN SELECT DISTINCT a.shop_id FROM added a ORDER BY 1 LOOP
    PERFORM hold_counts(shop);
    zone := zone_of_shop(shop);
    IF TG_OP = 'INSERT' THEN
      FOR one IN
        SELECT (a.processed_at AT TIME ZONE zone)::date AS day, count(*) AS orders, sum(a.net_minor)::bigint AS net FROM added a
        WHERE a.shop_id = shop AND is_sale(a.test, a.cancelled_at, a.deleted_at, a.dispute, a.financial_status)
        GROUP BY 1 ORDER BY 1
      LOOP
        PERFORM count_on(shop, 'orders', one.day, one.orders, one.net);
      END LOOP;
    ELSE
      FOR one IN
        SELECT (a.processed_at AT TIME ZONE zone)::date AS day, sum(a.sign)::bigint AS orders, sum(a.sign * a.net_minor)::bigint AS net
        FROM (
          SELECT 1 AS sign, processed_at, net_minor, test, cancelled_at, deleted_at, dispute, financial_status FROM added WHERE shop_id = shop
          UNION ALL
          SELECT -1, processed_at, net_minor, test, cancelled_at, deleted_at, dispute, financial_status FROM replaced WHERE shop_id = shop
        ) a
        WHERE is_sale(a.test, a.cancelled_at, a.deleted_at, a.dispute, a.financial_status)
        GROUP BY 1 HAVING sum(a.sign) <> 0 OR sum(a.sign * a.net_minor) <> 0 ORDER BY 1
      LOOP
        PERFORM count_on(shop, 'orders', one.day, one.orders, one.net);
      END LOOP;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER orders_placed_counted AFTER INSERT ON orders REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_orders();
CREATE TRIGGER orders_changed_counted AFTER UPDATE ON orders REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION count_orders();

CREATE FUNCTION count_mails() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  zone TEXT;
BEGIN
  PERFORM hold_counts(NEW.shop_id);
  zone := zone_of_shop(NEW.shop_id);
  IF TG_OP = 'UPDATE' AND OLD.state = 'sent' AND OLD.sent_at IS NOT NULL THEN
    PERFORM count_on(OLD.shop_id, 'mails', (OLD.sent_at AT TIME ZONE zone)::date, -1, 0);
  END IF;
  IF NEW.state = 'sent' AND NEW.sent_at IS NOT NULL THEN
    PERFORM count_on(NEW.shop_id, 'mails', (NEW.sent_at AT TIME ZONE zone)::date, 1, 0);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER messages_entered_counted AFTER INSERT ON messages FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION count_mails();
CREATE TRIGGER messages_sent_counted AFTER UPDATE OF state, sent_at ON messages FOR EACH ROW
  WHEN ((NEW.state = 'sent' OR OLD.state = 'sent') AND (NEW.state, NEW.sent_at) IS DISTINCT FROM (OLD.state, OLD.sent_at)) EXECUTE FUNCTION count_mails();

-- Days are the shop's own, like months.
CREATE OR REPLACE FUNCTION shop_has_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('shop'), NEW.shop_id);
  PERFORM points_months_rebuild(NEW.shop_id);
  PERFORM shop_counts_rebuild(NEW.shop_id);
  RETURN NULL;
END
$$;

-- Mails that wait for a legal notice, which Home counts: few, or the merchant is told.
CREATE INDEX messages_held ON messages (shop_id) WHERE state = 'queued' AND reason = 'no-legal-notice';

SELECT shop_counts_rebuild(shop_id) FROM shops;
