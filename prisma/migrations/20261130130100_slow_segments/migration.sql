-- AlterTable
ALTER TABLE "segments" ADD COLUMN "slow_revision" INTEGER;
