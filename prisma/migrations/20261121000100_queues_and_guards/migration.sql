-- What Prisma's schema language cannot say: partial indexes of the queues, prefix search, the ledger's immutability.

-- Bodies live for seconds: compressing them takes PostgreSQL longer than writing them.
ALTER TABLE webhook_inbox ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX webhook_inbox_pending ON webhook_inbox (shop_id, inbox_id) WHERE state = 'pending';
CREATE INDEX webhook_inbox_problem ON webhook_inbox (shop_id, inbox_id) WHERE state = 'problem';
CREATE INDEX webhook_inbox_done ON webhook_inbox (processed_at) WHERE state = 'done';
CREATE INDEX flow_timers_due ON flow_timers (due_at);
CREATE INDEX messages_due ON messages (due_at) WHERE state IN ('queued', 'sending');
CREATE INDEX customers_due ON customers (next_eval_at) WHERE next_eval_at IS NOT NULL;
CREATE INDEX ledger_accounts_due ON ledger_accounts (next_change_at) WHERE next_change_at IS NOT NULL;
CREATE INDEX ledger_accounts_sync ON ledger_accounts (shop_id, sync_due_at) WHERE sync_due_at IS NOT NULL;
CREATE INDEX consent_events_unpushed ON consent_events (shop_id, event_id) WHERE pushed_at IS NULL;

-- What a merge looks for while the whole shop waits for it.
CREATE INDEX customers_merged ON customers (shop_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX orders_claimed ON orders (shop_id, claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX orders_guests ON orders (shop_id, email) WHERE customer_id IS NULL;
-- The customers' list as it opens: newest order first, those without an order last.
CREATE INDEX customers_by_last_order ON customers (shop_id, (coalesce(last_order_at, 'epoch'::timestamptz)), customer_id);
CREATE INDEX customers_email_prefix ON customers (shop_id, lower(email) text_pattern_ops);
CREATE INDEX customers_first_name_prefix ON customers (shop_id, lower(first_name) text_pattern_ops);
CREATE INDEX customers_last_name_prefix ON customers (shop_id, lower(last_name) text_pattern_ops);

-- The inbox and its neighbours are rewritten all day: vacuum them early.
ALTER TABLE webhook_inbox SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE flow_timers SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE messages SET (autovacuum_vacuum_scale_factor = 0.02);

-- The ledger only grows. Erasing a whole shop (shop/redact) is the one exception and says so in its transaction.
CREATE FUNCTION ledger_entries_are_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('reprise.erasing_shop', true) = 'on' THEN
    RETURN OLD;
  END IF;
  -- A reason is a merchant's free text and may name a person: it alone may be blanked when that person is erased (customers/redact).
  IF TG_OP = 'UPDATE' AND current_setting('reprise.erasing_customer', true) = 'on' AND NEW.reason IS NULL
    AND to_jsonb(OLD) - 'reason' = to_jsonb(NEW) - 'reason' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'ledger entries are immutable (% refused)', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER ledger_entries_immutable BEFORE UPDATE OR DELETE ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION ledger_entries_are_immutable();
