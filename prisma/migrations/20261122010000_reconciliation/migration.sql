-- CreateTable
CREATE TABLE "reconciliations" (
    "shop_id" INTEGER NOT NULL,
    "span" TEXT NOT NULL,
    "customers_upto" TIMESTAMPTZ(3),
    "orders_upto" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "customers_seen" INTEGER NOT NULL DEFAULT 0,
    "customers_caught" INTEGER NOT NULL DEFAULT 0,
    "orders_seen" INTEGER NOT NULL DEFAULT 0,
    "orders_caught" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "last" JSONB,
    "unread_orders" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "gone_after" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "reconciliations_pkey" PRIMARY KEY ("shop_id","span")
);

-- CreateTable
CREATE TABLE "reconciliation_days" (
    "shop_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "comparisons" INTEGER NOT NULL DEFAULT 0,
    "customers_seen" INTEGER NOT NULL DEFAULT 0,
    "customers_caught" INTEGER NOT NULL DEFAULT 0,
    "orders_seen" INTEGER NOT NULL DEFAULT 0,
    "orders_caught" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reconciliation_days_pkey" PRIMARY KEY ("shop_id","day")
);
