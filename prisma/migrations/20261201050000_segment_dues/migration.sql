-- Nobody notes anything there while it moves.
LOCK TABLE customers IN SHARE ROW EXCLUSIVE MODE;

-- When time alone next moves a customer's memberships stood in the customer's row, which has a dozen indexes: each order wrote all of them anew for it.
CREATE TABLE "segment_dues" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "next_eval_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_dues_pkey" PRIMARY KEY ("shop_id","customer_id")
);

INSERT INTO segment_dues (shop_id, customer_id, next_eval_at)
SELECT shop_id, customer_id, next_eval_at FROM customers WHERE next_eval_at IS NOT NULL;

CREATE INDEX "segment_dues_next_eval_at_idx" ON "segment_dues"("next_eval_at");

-- Its index goes with it.
ALTER TABLE "customers" DROP COLUMN "next_eval_at";
