CREATE TABLE "customer_exclusions" (
    "shop_id" INTEGER NOT NULL,
    "exclusion_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "reason" TEXT,
    "excluded_by" TEXT NOT NULL,
    "included_by" TEXT,

    CONSTRAINT "customer_exclusions_pkey" PRIMARY KEY ("shop_id","exclusion_id")
);
CREATE INDEX "customer_exclusions_shop_id_customer_id_idx" ON "customer_exclusions"("shop_id", "customer_id");
