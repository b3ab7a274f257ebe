CREATE TABLE "staff_members" (
    "shop_id" INTEGER NOT NULL,
    "user_id" BIGINT NOT NULL,
    "name" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_members_pkey" PRIMARY KEY ("shop_id","user_id")
);
