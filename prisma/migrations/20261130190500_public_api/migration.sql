-- Custom events come with the keys of the public API.
DROP TABLE "event_secrets";

-- CreateTable
CREATE TABLE "api_keys" (
    "shop_id" INTEGER NOT NULL,
    "key_id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("shop_id","key_id")
);

-- CreateTable
CREATE TABLE "api_requests" (
    "shop_id" INTEGER NOT NULL,
    "key_id" INTEGER NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "status" INTEGER,
    "answer" JSONB,

    CONSTRAINT "api_requests_pkey" PRIMARY KEY ("shop_id","key_id","idempotency_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_shop_id_key_hash_key" ON "api_keys"("shop_id", "key_hash");

-- CreateIndex
CREATE INDEX "api_requests_shop_id_customer_id_idx" ON "api_requests"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "api_requests_begun_at_idx" ON "api_requests"("begun_at");
