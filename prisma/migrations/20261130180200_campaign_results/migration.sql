-- What has become of a large campaign, worked out by a job, so that no page counts all of its recipients.
CREATE TABLE "campaign_results" (
    "shop_id" INTEGER NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "outcomes" JSONB NOT NULL,
    "result" JSONB NOT NULL,

    CONSTRAINT "campaign_results_pkey" PRIMARY KEY ("shop_id","campaign_id")
);
