-- CreateTable
CREATE TABLE "pixels" (
    "shop_id" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "web_pixel_gid" TEXT,
    "since" TIMESTAMPTZ(3),
    "months" INTEGER NOT NULL DEFAULT 13,
    "heard_at" TIMESTAMPTZ(3),

    CONSTRAINT "pixels_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "visit_events" (
    "shop_id" INTEGER NOT NULL,
    "event_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "slot" INTEGER NOT NULL,
    "subject" BIGINT NOT NULL DEFAULT 0,
    "product_id" BIGINT,
    "variant_id" BIGINT,
    "quantity" INTEGER,
    "collection_id" BIGINT,
    "visit_id" BIGINT,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "visit_events_pkey" PRIMARY KEY ("shop_id","event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "visit_events_shop_id_customer_id_event_key_key" ON "visit_events"("shop_id", "customer_id", "event_key");

-- CreateIndex
CREATE UNIQUE INDEX "visit_events_shop_id_customer_id_kind_subject_slot_key" ON "visit_events"("shop_id", "customer_id", "kind", "subject", "slot");

-- CreateIndex
CREATE INDEX "visit_events_shop_id_customer_id_at_idx" ON "visit_events"("shop_id", "customer_id", "at");

-- CreateIndex
CREATE INDEX "visit_events_shop_id_at_idx" ON "visit_events"("shop_id", "at");

-- What nobody has looked at yet.
CREATE INDEX "visit_events_due" ON "visit_events"("due_at") WHERE "due_at" IS NOT NULL;
