ALTER TABLE "ledger_entries" ADD COLUMN "public_reason" TEXT;

-- What customers are told is a merchant's free text as well.
CREATE OR REPLACE FUNCTION ledger_entries_are_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('reprise.erasing_shop', true) = 'on' THEN
    RETURN OLD;
  END IF;
  -- A reason is a merchant's free text and may name a person: reasons alone may be blanked when that person is erased (customers/redact).
  IF TG_OP = 'UPDATE' AND current_setting('reprise.erasing_customer', true) = 'on' AND NEW.reason IS NULL AND NEW.public_reason IS NULL
    AND to_jsonb(OLD) - 'reason' - 'public_reason' = to_jsonb(NEW) - 'reason' - 'public_reason' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'ledger entries are immutable (% refused)', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
