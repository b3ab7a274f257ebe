-- CreateTable
CREATE TABLE "receivers" (
    "shop_id" INTEGER NOT NULL,
    "receiver_id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "kinds" TEXT[],
    "secret" TEXT NOT NULL,
    "former_secret" TEXT,
    "former_until" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'active',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "rest_until" TIMESTAMPTZ(3),
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "receivers_pkey" PRIMARY KEY ("shop_id","receiver_id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "shop_id" INTEGER NOT NULL,
    "delivery_id" BIGSERIAL NOT NULL,
    "receiver_id" INTEGER NOT NULL,
    "event_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "status" INTEGER,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("shop_id","delivery_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_shop_id_receiver_id_event_id_key" ON "deliveries"("shop_id", "receiver_id", "event_id");

-- CreateIndex
CREATE INDEX "deliveries_shop_id_customer_id_idx" ON "deliveries"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "deliveries_created_at_idx" ON "deliveries"("created_at");

-- What waits, by when it is due, and of each customer in its order.
CREATE INDEX "deliveries_due" ON "deliveries"("shop_id", "receiver_id", "due_at") WHERE state = 'waiting';
CREATE INDEX "deliveries_in_turn" ON "deliveries"("shop_id", "receiver_id", "customer_id", "delivery_id") WHERE state = 'waiting';

CREATE INDEX "deliveries_failed" ON "deliveries"("shop_id", "receiver_id", "event_id") WHERE state = 'failed';

-- Filled and settled all day.
ALTER TABLE deliveries SET (autovacuum_vacuum_scale_factor = 0.02);

-- Many statements append to the timeline, some of them inside others: here none can be missed, and a delivery exists if and only if its event does. Only what
-- receivers can be told of is looked at, so that other events cost nothing.
CREATE FUNCTION deliver_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO deliveries (shop_id, receiver_id, event_id, customer_id, due_at, created_at)
  SELECT NEW.shop_id, r.receiver_id, NEW.event_id, NEW.customer_id, NEW.recorded_at, NEW.recorded_at
  FROM receivers r WHERE r.shop_id = NEW.shop_id AND NEW.kind = ANY (r.kinds);
  RETURN NULL;
END
$$;

CREATE TRIGGER timeline_events_delivered AFTER INSERT ON timeline_events FOR EACH ROW
  WHEN (NEW.kind IN ('points.changed', 'points.available', 'points.adjusted', 'points.bonus', 'points.imported', 'points.expired',
    'reward.redeemed', 'reward.issued', 'reward.used', 'reward.released', 'reward.returned', 'tier.changed', 'segment.entered',
    'segment.left', 'message.sent'))
  EXECUTE FUNCTION deliver_event();
