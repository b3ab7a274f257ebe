-- A discount takes a limited number of customers; how many are on it is counted here from now on.
ALTER TABLE "reward_discounts" ADD COLUMN "customers" INTEGER NOT NULL DEFAULT 0;

UPDATE "reward_discounts" d SET "customers" = (
  SELECT count(DISTINCT r."customer_id") FROM "redemptions" r
  WHERE r."shop_id" = d."shop_id" AND r."discount_gid" = d."discount_gid"
) WHERE d."discount_gid" <> '';
