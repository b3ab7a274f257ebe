-- What the merchant has decided while setting up, and whether the guide is put away.
ALTER TABLE "shop_settings"
  ADD COLUMN "earn_rate_confirmed_at" TIMESTAMPTZ(3),
  ADD COLUMN "past_orders_decided_at" TIMESTAMPTZ(3),
  ADD COLUMN "guide_dismissed_at" TIMESTAMPTZ(3);
