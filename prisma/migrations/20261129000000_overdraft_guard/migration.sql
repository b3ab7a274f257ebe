-- Nobody spends points that are not there, whatever the application believes. A debt comes from refunds, merges, undone imports, and codes that were used
-- after their points had gone back; never from a new redemption or an adjustment: those are refused where they would leave less than nothing of what can
-- be spent. "Now" is the latest instant recorded of the account, since a process whose clock is behind takes a debit by another for one still to come.
CREATE FUNCTION ledger_entries_are_covered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  latest timestamptz;
  left_over bigint;
BEGIN
  IF NEW.kind = 'redemption' AND EXISTS (
    SELECT FROM ledger_entries WHERE shop_id = NEW.shop_id AND customer_id = NEW.customer_id AND redemption_id = NEW.redemption_id AND seq < NEW.seq
  ) THEN
    RETURN NULL;
  END IF;
  -- The application holds this row already; whoever does not must wait for those who do.
  PERFORM 1 FROM ledger_accounts WHERE shop_id = NEW.shop_id AND customer_id = NEW.customer_id FOR UPDATE;
  SELECT max(recorded_at) INTO latest FROM ledger_entries WHERE shop_id = NEW.shop_id AND customer_id = NEW.customer_id;
  SELECT coalesce(sum(points), 0) INTO left_over FROM ledger_entries
    WHERE shop_id = NEW.shop_id AND customer_id = NEW.customer_id AND available_at <= greatest(latest, NEW.available_at);
  IF left_over < 0 THEN
    RAISE EXCEPTION 'ledger account of customer % in shop % would be overdrawn by %', NEW.customer_id, NEW.shop_id, -left_over
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER ledger_entries_covered AFTER INSERT ON ledger_entries
  FOR EACH ROW WHEN (NEW.points < 0 AND NEW.kind IN ('redemption', 'adjustment'))
  EXECUTE FUNCTION ledger_entries_are_covered();

-- Projections are never older than the latest entry of their account. A process whose clock was behind could leave one that was.
UPDATE ledger_accounts a SET as_of = e.latest
FROM (SELECT shop_id, customer_id, max(recorded_at) AS latest FROM ledger_entries GROUP BY shop_id, customer_id) e
WHERE a.shop_id = e.shop_id AND a.customer_id = e.customer_id AND a.as_of < e.latest;
