-- Merchants may move the app proxy to another path; it is learned from requests that Shopify signed.
ALTER TABLE "shops" ADD COLUMN "proxy_path" TEXT;
