-- Shopify Flow is a receiver without an address and a secret of its own: it is told by the Admin API.
ALTER TABLE "receivers" ALTER COLUMN "url" DROP NOT NULL, ALTER COLUMN "secret" DROP NOT NULL;

-- A shop has one Flow.
CREATE UNIQUE INDEX "receivers_shopify_flow" ON "receivers"("shop_id") WHERE kind = 'shopify-flow';

-- CreateTable
CREATE TABLE "flow_triggers" (
    "shop_id" INTEGER NOT NULL,
    "trigger" TEXT NOT NULL,
    "used" BOOLEAN NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "flow_triggers_pkey" PRIMARY KEY ("shop_id","trigger")
);

-- Receivers can be told of customers who begin a flow.
DROP TRIGGER timeline_events_delivered ON timeline_events;
CREATE TRIGGER timeline_events_delivered AFTER INSERT ON timeline_events FOR EACH ROW
  WHEN (NEW.kind IN ('points.changed', 'points.available', 'points.adjusted', 'points.bonus', 'points.imported', 'points.expired',
    'reward.redeemed', 'reward.issued', 'reward.used', 'reward.released', 'reward.returned', 'tier.changed', 'segment.entered',
    'segment.left', 'flow.entered', 'message.sent'))
  EXECUTE FUNCTION deliver_event();
