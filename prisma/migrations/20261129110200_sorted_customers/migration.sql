-- AlterTable
ALTER TABLE "customers" ADD COLUMN     "has_account" BOOLEAN NOT NULL DEFAULT false;

-- DropIndex
DROP INDEX "customers_shop_id_net_spend_minor_idx";

-- CreateIndex
CREATE INDEX "customers_shop_id_net_spend_minor_customer_id_idx" ON "customers"("shop_id", "net_spend_minor", "customer_id");

-- CreateIndex
CREATE INDEX "customers_shop_id_created_at_customer_id_idx" ON "customers"("shop_id", "created_at", "customer_id");

-- CreateIndex
CREATE INDEX "customers_shop_id_orders_count_customer_id_idx" ON "customers"("shop_id", "orders_count", "customer_id");

-- CreateIndex
CREATE INDEX "ledger_accounts_shop_id_available_customer_id_idx" ON "ledger_accounts"("shop_id", "available", "customer_id");

-- Sorted by points, whoever has no account stands with those who have none left. Once in a customer's life an account is opened; it never goes away.
UPDATE customers c SET has_account = true FROM ledger_accounts a WHERE a.shop_id = c.shop_id AND a.customer_id = c.customer_id;
CREATE INDEX customers_without_account ON customers (shop_id, customer_id) WHERE NOT has_account;

CREATE FUNCTION account_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customers c SET has_account = true FROM opened o
  WHERE c.shop_id = o.shop_id AND c.customer_id = o.customer_id AND NOT c.has_account;
  RETURN NULL;
END
$$;
CREATE TRIGGER ledger_accounts_opened AFTER INSERT ON ledger_accounts REFERENCING NEW TABLE AS opened
  FOR EACH STATEMENT EXECUTE FUNCTION account_opened();

-- An account may be there before its customer is heard of.
CREATE FUNCTION customer_has_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.has_account := EXISTS (SELECT FROM ledger_accounts a WHERE a.shop_id = NEW.shop_id AND a.customer_id = NEW.customer_id);
  RETURN NEW;
END
$$;
CREATE TRIGGER customers_account BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION customer_has_account();
