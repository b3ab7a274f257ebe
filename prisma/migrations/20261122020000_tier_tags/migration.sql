-- AlterTable
ALTER TABLE "members" ADD COLUMN     "tier_tag_synced_at" TIMESTAMPTZ(3),
ADD COLUMN     "tier_tags_ever" TEXT;

-- What is ours now has been ours.
UPDATE members SET tier_tags_ever = tier_tag_synced WHERE tier_tag_synced <> '';
