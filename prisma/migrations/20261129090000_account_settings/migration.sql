-- Store credit can be spent only with Shopify's newer customer accounts, and where the merchant has it switched on. Null: Shopify has not told.
ALTER TABLE "shops" ADD COLUMN "customer_accounts" TEXT,
ADD COLUMN "store_credit" BOOLEAN,
ADD COLUMN "account_settings_asked" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "account_settings_told" INTEGER NOT NULL DEFAULT 0;
