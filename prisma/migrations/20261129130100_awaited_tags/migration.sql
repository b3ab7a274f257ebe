-- An order of a test whose customer's tags are not known yet earns once they are, if they hold this one.
ALTER TABLE "orders" ADD COLUMN "awaits_tag" TEXT;
CREATE INDEX orders_awaiting ON orders (shop_id, customer_id) WHERE awaits_tag IS NOT NULL;
