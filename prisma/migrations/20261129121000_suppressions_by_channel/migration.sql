-- An address is suppressed on the channel on which it was refused: email so far.
ALTER TABLE "suppressions" RENAME COLUMN "email" TO "address";
ALTER TABLE "suppressions" ADD COLUMN "channel" TEXT NOT NULL DEFAULT 'email';
ALTER TABLE "suppressions" ALTER COLUMN "channel" DROP DEFAULT;
ALTER TABLE "suppressions" DROP CONSTRAINT "suppressions_pkey";
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_pkey" PRIMARY KEY ("shop_id", "channel", "address");
