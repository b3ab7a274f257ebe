-- What accounts have ever earned counts bonuses that a merge has moved, with whom they are by now.
UPDATE "ledger_accounts" a SET "lifetime_earned" = e."earned"
FROM (
  SELECT "shop_id", "customer_id",
    coalesce(sum("points") FILTER (WHERE "kind" IN ('order', 'bonus') OR "kind" = 'merge' AND "rule" IS NOT NULL), 0)::bigint AS "earned"
  FROM "ledger_entries"
  WHERE ("shop_id", "customer_id") IN (SELECT "shop_id", "customer_id" FROM "ledger_entries" WHERE "kind" = 'merge' AND "rule" IS NOT NULL)
  GROUP BY "shop_id", "customer_id"
) e
WHERE a."shop_id" = e."shop_id" AND a."customer_id" = e."customer_id";
