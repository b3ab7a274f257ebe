-- CreateTable
CREATE TABLE "points_months" (
    "shop_id" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "times" INTEGER NOT NULL,

    CONSTRAINT "points_months_pkey" PRIMARY KEY ("shop_id","month","kind","rule")
);

-- CreateTable
CREATE TABLE "points_totals" (
    "shop_id" INTEGER NOT NULL,
    "available" BIGINT NOT NULL,
    "pending" BIGINT NOT NULL,
    "holders" INTEGER NOT NULL,
    "debtors" INTEGER NOT NULL,
    "owed" BIGINT NOT NULL,

    CONSTRAINT "points_totals_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "points_forecasts" (
    "shop_id" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "program_version" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
    "expiring" JSONB NOT NULL,
    "old_points" BIGINT NOT NULL,
    "old_unspent" BIGINT NOT NULL,
    "old_customers" INTEGER NOT NULL,

    CONSTRAINT "points_forecasts_pkey" PRIMARY KEY ("shop_id")
);

-- Rewritten by nearly every transaction of a shop: room for it on the same page, so that no index is touched.
ALTER TABLE points_months SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE points_totals SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- A shop's zone; UTC where this PostgreSQL does not know it, because a figure must never keep points from being posted.
CREATE FUNCTION zone_of_shop(shop INTEGER) RETURNS TEXT LANGUAGE plpgsql STABLE AS $$
DECLARE
  zone TEXT := (SELECT time_zone FROM shops WHERE shop_id = shop);
BEGIN
  IF zone IS NULL THEN RETURN 'UTC'; END IF;
  PERFORM now() AT TIME ZONE zone;
  RETURN zone;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN 'UTC';
END
$$;

-- What one account adds to its shop's totals: points owed to its customer, now and later; a debt reduces nobody else's.
CREATE FUNCTION account_owed(account_available BIGINT, account_pending BIGINT)
RETURNS TABLE (available BIGINT, pending BIGINT, holders INTEGER, debtors INTEGER, owed BIGINT) LANGUAGE sql IMMUTABLE AS $$
  SELECT least(greatest(account_available, 0), greatest(account_available + account_pending, 0)),
    greatest(account_available + account_pending, 0) - least(greatest(account_available, 0), greatest(account_available + account_pending, 0)),
    (account_available + account_pending > 0)::int,
    (account_available + account_pending < 0)::int,
    greatest(-(account_available + account_pending), 0)
$$;

-- Kept by the database itself, in the statement that changes what they count: whoever writes, they are right at once and cost no round trip. Only transactions
-- that hold the shop's lock change them (shops/lock.server.ts), so that nobody waits for their rows.
CREATE FUNCTION points_months_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO points_months AS m (shop_id, month, kind, rule, points, times)
  SELECT a.shop_id, to_char(a.recorded_at AT TIME ZONE s.zone, 'YYYY-MM'), a.kind, coalesce(a.rule, ''), sum(a.points), count(*) FILTER (WHERE a.points > 0)
  FROM added a JOIN (SELECT d.shop_id, zone_of_shop(d.shop_id) AS zone FROM (SELECT DISTINCT shop_id FROM added) d) s ON s.shop_id = a.shop_id
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (shop_id, month, kind, rule) DO UPDATE SET points = m.points + excluded.points, times = m.times + excluded.times;
  RETURN NULL;
END
$$;
CREATE TRIGGER ledger_entries_months AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION points_months_follow();

CREATE FUNCTION points_totals_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO points_totals AS t (shop_id, available, pending, holders, debtors, owed)
    SELECT a.shop_id, sum(o.available), sum(o.pending), sum(o.holders), sum(o.debtors), sum(o.owed)
    FROM added a, account_owed(a.available, a.pending) o
    WHERE a.available <> 0 OR a.pending <> 0
    GROUP BY a.shop_id ORDER BY a.shop_id
    ON CONFLICT (shop_id) DO UPDATE SET available = t.available + excluded.available, pending = t.pending + excluded.pending,
      holders = t.holders + excluded.holders, debtors = t.debtors + excluded.debtors, owed = t.owed + excluded.owed;
  ELSE
    INSERT INTO points_totals AS t (shop_id, available, pending, holders, debtors, owed)
    SELECT a.shop_id, sum(a.sign * o.available), sum(a.sign * o.pending), sum(a.sign * o.holders), sum(a.sign * o.debtors), sum(a.sign * o.owed)
    FROM (SELECT shop_id, available, pending, 1 AS sign FROM added UNION ALL SELECT shop_id, available, pending, -1 FROM replaced) a,
      account_owed(a.available, a.pending) o
    GROUP BY a.shop_id
    HAVING (sum(a.sign * o.available), sum(a.sign * o.pending), sum(a.sign * o.holders), sum(a.sign * o.debtors), sum(a.sign * o.owed)) <> (0, 0, 0, 0, 0)
    ORDER BY a.shop_id
    ON CONFLICT (shop_id) DO UPDATE SET available = t.available + excluded.available, pending = t.pending + excluded.pending,
      holders = t.holders + excluded.holders, debtors = t.debtors + excluded.debtors, owed = t.owed + excluded.owed;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER ledger_accounts_totals_added AFTER INSERT ON ledger_accounts REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION points_totals_follow();
CREATE TRIGGER ledger_accounts_totals_changed AFTER UPDATE ON ledger_accounts REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION points_totals_follow();

CREATE FUNCTION points_months_rebuild(shop INTEGER) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  zone TEXT := zone_of_shop(shop);
BEGIN
  DELETE FROM points_months WHERE shop_id = shop;
  INSERT INTO points_months (shop_id, month, kind, rule, points, times)
  SELECT shop_id, to_char(recorded_at AT TIME ZONE zone, 'YYYY-MM'), kind, coalesce(rule, ''), sum(points), count(*) FILTER (WHERE points > 0)
  FROM ledger_entries WHERE shop_id = shop GROUP BY 1, 2, 3, 4;
END
$$;

-- Months are the shop's own. It moves hardly ever; then nothing may be posted by the old zone beside the counting by the new one.
CREATE FUNCTION shop_has_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('shop'), NEW.shop_id);
  PERFORM points_months_rebuild(NEW.shop_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER shops_moved AFTER UPDATE OF time_zone ON shops FOR EACH ROW WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone)
  EXECUTE FUNCTION shop_has_moved();

SELECT points_months_rebuild(shop_id) FROM shops;
INSERT INTO points_totals (shop_id, available, pending, holders, debtors, owed)
SELECT a.shop_id, sum(o.available), sum(o.pending), sum(o.holders), sum(o.debtors), sum(o.owed)
FROM ledger_accounts a, account_owed(a.available, a.pending) o
GROUP BY a.shop_id;
