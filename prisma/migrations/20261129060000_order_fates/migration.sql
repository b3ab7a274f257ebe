-- CreateTable
CREATE TABLE "order_fates" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "missing_since" TIMESTAMPTZ(3),
    "disputes" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "order_fates_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "dispute" TEXT;

-- AlterTable
ALTER TABLE "reconciliations" ADD COLUMN     "orders_gone_after" BIGINT NOT NULL DEFAULT 0;
