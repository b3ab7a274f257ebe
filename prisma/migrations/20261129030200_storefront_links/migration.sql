-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "rewards_path" TEXT;

-- AlterTable
ALTER TABLE "shops" ADD COLUMN     "primary_url" TEXT,
ADD COLUMN     "published_locales" TEXT[] DEFAULT ARRAY[]::TEXT[];
