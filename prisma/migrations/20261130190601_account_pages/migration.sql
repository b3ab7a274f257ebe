-- Whether our pages stand in Shopify's own customer accounts: the merchant's word, and the first shopper who saw one.
ALTER TABLE "shop_settings" ADD COLUMN "accounts_confirmed_at" TIMESTAMPTZ(3);
ALTER TABLE "shops" ADD COLUMN "account_pages_used_at" TIMESTAMPTZ(3);
