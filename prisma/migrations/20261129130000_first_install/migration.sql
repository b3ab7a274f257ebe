-- When a shop first installed the app: what was placed since then was placed in some state of its program, also before a reinstall.
ALTER TABLE "shops" ADD COLUMN "first_installed_at" TIMESTAMPTZ(3);
UPDATE "shops" s SET "first_installed_at" =
  least(s."installed_at", (SELECT min(v."created_at") FROM "program_versions" v WHERE v."shop_id" = s."shop_id"));
ALTER TABLE "shops" ALTER COLUMN "first_installed_at" SET NOT NULL;

-- Programs from before there was a switch ran since then, not since the reinstall. Where that was less than the notice of 30 days ago, the ends of points
-- that were noted before are earlier than the notice allows: what follows is carried out once more.
UPDATE "program_states" p SET "since" = s."first_installed_at",
  "activated_at" = CASE WHEN s."first_installed_at" > now() - interval '32 days' THEN NULL ELSE p."activated_at" END
FROM "shops" s WHERE s."shop_id" = p."shop_id" AND p."state" = 'live' AND p."actor" = 'system' AND p."since" = s."installed_at";
