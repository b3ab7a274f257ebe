-- CreateTable
CREATE TABLE "consent_pushes" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "answer" TEXT,

    CONSTRAINT "consent_pushes_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateIndex
CREATE INDEX "consent_pushes_shop_id_due_at_idx" ON "consent_pushes"("shop_id", "due_at");

-- What waited with pushed_at null waits there now. A consent that Shopify had refused counted as pushed: where Shopify never said the same in return, as it does
-- of what it takes, it is told once more. Telling it twice is harmless, and what a newer statement has replaced is dropped.
UPDATE consent_events e SET pushed_at = NULL
WHERE e.channel = 'email' AND e.source <> 'shopify' AND e.pushed_at IS NOT NULL AND NOT EXISTS (
  SELECT FROM consent_events n
  WHERE n.shop_id = e.shop_id AND n.customer_id = e.customer_id AND n.channel = e.channel AND n.source = 'shopify' AND n.state = e.state
    AND n.occurred_at BETWEEN e.occurred_at - interval '1 second' AND e.occurred_at + interval '1 second');

INSERT INTO consent_pushes (shop_id, customer_id, event_id, since, due_at)
SELECT DISTINCT ON (e.shop_id, e.customer_id) e.shop_id, e.customer_id, e.event_id, now(), now()
FROM consent_events e
WHERE e.channel = 'email' AND e.source <> 'shopify' AND e.pushed_at IS NULL
ORDER BY e.shop_id, e.customer_id, e.occurred_at DESC, e.event_id DESC;

DROP INDEX consent_events_unpushed;
