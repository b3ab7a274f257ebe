-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "points_mails" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "earning" JSONB,
ADD COLUMN     "points_from" TIMESTAMPTZ(3),
ADD COLUMN     "program_version" INTEGER;

-- AlterTable
ALTER TABLE "program_versions" ADD COLUMN     "activated_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ledger_accounts" ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "expires_points" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "ledger_entries" ADD COLUMN     "earned_at" TIMESTAMPTZ(3),
ADD COLUMN     "redemption_id" BIGINT,
ADD COLUMN     "rule" TEXT,
ADD COLUMN     "tier_points" BIGINT NOT NULL DEFAULT 0;

-- What was posted before: orders' points date from the order and count for the tier.
ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_immutable;
UPDATE ledger_entries e SET
  earned_at = coalesce((SELECT o.created_at FROM orders o WHERE o.shop_id = e.shop_id AND o.order_id = e.order_id), e.recorded_at),
  tier_points = CASE WHEN kind = 'order' THEN points ELSE 0 END;
ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_immutable;
ALTER TABLE ledger_entries ALTER COLUMN earned_at SET NOT NULL;

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "data" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "program_drafts" (
    "shop_id" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "program_drafts_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "collection_products" (
    "shop_id" INTEGER NOT NULL,
    "collection_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,

    CONSTRAINT "collection_products_pkey" PRIMARY KEY ("shop_id","collection_id","product_id")
);

-- CreateTable
CREATE TABLE "members" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "tier" TEXT,
    "tier_since" TIMESTAMPTZ(3),
    "tier_progress" BIGINT NOT NULL DEFAULT 0,
    "grace_until" TIMESTAMPTZ(3),
    "floor_tier" TEXT,
    "floor_until" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3),
    "next_tier_at" TIMESTAMPTZ(3),
    "tier_tag" TEXT,
    "tier_tag_synced" TEXT,
    "tier_tag_due_at" TIMESTAMPTZ(3),
    "birthday_month" INTEGER,
    "birthday_day" INTEGER,
    "birthday_set_at" TIMESTAMPTZ(3),
    "next_occasion_at" TIMESTAMPTZ(3),

    CONSTRAINT "members_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "tier_changes" (
    "shop_id" INTEGER NOT NULL,
    "change_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "tier" TEXT,
    "before" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "tier_changes_pkey" PRIMARY KEY ("shop_id","change_id")
);

-- CreateTable
CREATE TABLE "bonus_claims" (
    "shop_id" INTEGER NOT NULL,
    "claim_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "rule" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "note" TEXT,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "bonus_claims_pkey" PRIMARY KEY ("shop_id","claim_id")
);

-- CreateTable
CREATE TABLE "rewards" (
    "shop_id" INTEGER NOT NULL,
    "reward_id" SERIAL NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "position" INTEGER NOT NULL DEFAULT 0,
    "terms" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rewards_pkey" PRIMARY KEY ("shop_id","reward_id")
);

-- CreateTable
CREATE TABLE "reward_discounts" (
    "shop_id" INTEGER NOT NULL,
    "reward_id" INTEGER NOT NULL,
    "terms_hash" TEXT NOT NULL,
    "discount_gid" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reward_discounts_pkey" PRIMARY KEY ("shop_id","reward_id","terms_hash")
);

-- CreateTable
CREATE TABLE "redemptions" (
    "shop_id" INTEGER NOT NULL,
    "redemption_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "reward_id" INTEGER NOT NULL,
    "intent" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "value_minor" BIGINT NOT NULL DEFAULT 0,
    "terms" JSONB NOT NULL,
    "terms_hash" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "external_gid" TEXT,
    "discount_gid" TEXT,
    "reserved_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "used_order_id" BIGINT,
    "returned_points" BIGINT NOT NULL DEFAULT 0,
    "release_reason" TEXT,
    "released_at" TIMESTAMPTZ(3),
    "released_by" TEXT,
    "warned_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "redemptions_pkey" PRIMARY KEY ("shop_id","redemption_id")
);

-- CreateTable
CREATE TABLE "batch_runs" (
    "shop_id" INTEGER NOT NULL,
    "run_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "batch_runs_pkey" PRIMARY KEY ("shop_id","run_id")
);

-- CreateTable
CREATE TABLE "imports" (
    "shop_id" INTEGER NOT NULL,
    "import_id" SERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),
    "content_hash" TEXT NOT NULL DEFAULT '',
    "reading" JSONB NOT NULL DEFAULT '{}',
    "run_id" BIGINT,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("shop_id","import_id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "shop_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "email" TEXT,
    "customer_id" BIGINT,
    "points" BIGINT,
    "tier" TEXT,
    "birthday" TEXT,
    "state" TEXT NOT NULL,
    "problem" JSONB,
    "before" JSONB,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("shop_id","import_id","row")
);

-- CreateIndex
CREATE INDEX "collection_products_shop_id_product_id_idx" ON "collection_products"("shop_id", "product_id");

-- CreateIndex
CREATE INDEX "tier_changes_shop_id_customer_id_at_idx" ON "tier_changes"("shop_id", "customer_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "tier_changes_shop_id_key_key" ON "tier_changes"("shop_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "bonus_claims_shop_id_customer_id_rule_occasion_key" ON "bonus_claims"("shop_id", "customer_id", "rule", "occasion");

-- CreateIndex
CREATE INDEX "reward_discounts_shop_id_discount_gid_idx" ON "reward_discounts"("shop_id", "discount_gid");

-- CreateIndex
CREATE INDEX "redemptions_shop_id_customer_id_idx" ON "redemptions"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "redemptions_shop_id_reward_id_idx" ON "redemptions"("shop_id", "reward_id");

-- CreateIndex
CREATE INDEX "redemptions_shop_id_used_order_id_idx" ON "redemptions"("shop_id", "used_order_id");

-- CreateIndex
CREATE INDEX "redemptions_shop_id_discount_gid_idx" ON "redemptions"("shop_id", "discount_gid");

-- CreateIndex
CREATE UNIQUE INDEX "redemptions_shop_id_intent_key" ON "redemptions"("shop_id", "intent");

-- CreateIndex
CREATE UNIQUE INDEX "redemptions_shop_id_code_key" ON "redemptions"("shop_id", "code");


-- What Prisma's schema language cannot say: partial indexes of the queues.
CREATE INDEX ledger_accounts_expiring ON ledger_accounts (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX ledger_entries_redemption ON ledger_entries (shop_id, redemption_id) WHERE redemption_id IS NOT NULL;
CREATE INDEX ledger_entries_rule ON ledger_entries (shop_id, customer_id, rule) WHERE rule IS NOT NULL;
CREATE INDEX members_tier_due ON members (next_tier_at) WHERE next_tier_at IS NOT NULL;
CREATE INDEX members_tag_due ON members (shop_id, tier_tag_due_at) WHERE tier_tag_due_at IS NOT NULL;
CREATE INDEX members_occasion_due ON members (next_occasion_at) WHERE next_occasion_at IS NOT NULL;
CREATE INDEX members_tier ON members (shop_id, tier);
CREATE INDEX redemptions_code ON redemptions (shop_id, lower(code));
CREATE INDEX redemptions_due ON redemptions (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX redemptions_expiring ON redemptions (expires_at) WHERE state = 'issued' AND expires_at IS NOT NULL;
CREATE INDEX bonus_claims_waiting ON bonus_claims (shop_id, claim_id) WHERE state = 'waiting';
CREATE INDEX import_rows_customer ON import_rows (shop_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX batch_runs_open ON batch_runs (shop_id, run_id) WHERE state IN ('waiting', 'running');
CREATE INDEX orders_past ON orders (shop_id, customer_id) WHERE NOT earns;
