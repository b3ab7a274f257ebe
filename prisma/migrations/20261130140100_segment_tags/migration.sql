-- AlterTable
ALTER TABLE "segments" ADD COLUMN     "tag" TEXT;

-- CreateTable
CREATE TABLE "segment_tags" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "tag" TEXT NOT NULL,
    "wanted" BOOLEAN NOT NULL,
    "ours" BOOLEAN NOT NULL DEFAULT false,
    "due_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3),

    CONSTRAINT "segment_tags_pkey" PRIMARY KEY ("shop_id","customer_id","tag")
);

CREATE INDEX segment_tags_due ON segment_tags (shop_id, due_at) WHERE due_at IS NOT NULL;
