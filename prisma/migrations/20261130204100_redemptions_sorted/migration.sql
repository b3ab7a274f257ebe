-- The list of redemptions by points, and those of some days.
CREATE INDEX "redemptions_shop_id_points_redemption_id_idx" ON "redemptions" ("shop_id", "points", "redemption_id");
CREATE INDEX "redemptions_shop_id_reserved_at_idx" ON "redemptions" ("shop_id", "reserved_at");
