-- Members of a tier who have no points account, as customers say it of themselves: a list of a tier by points need not look for them among all customers without one.
ALTER TABLE members ADD COLUMN has_account BOOLEAN NOT NULL DEFAULT false;
UPDATE members m SET has_account = true FROM ledger_accounts a WHERE a.shop_id = m.shop_id AND a.customer_id = m.customer_id;
CREATE INDEX members_without_account ON members (shop_id, tier, customer_id) WHERE NOT has_account;

CREATE OR REPLACE FUNCTION account_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customers c SET has_account = true FROM opened o
  WHERE c.shop_id = o.shop_id AND c.customer_id = o.customer_id AND NOT c.has_account;
  UPDATE members m SET has_account = true FROM opened o
  WHERE m.shop_id = o.shop_id AND m.customer_id = o.customer_id AND NOT m.has_account;
  RETURN NULL;
END
$$;
CREATE TRIGGER members_account BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION customer_has_account();
