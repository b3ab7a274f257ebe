-- AlterTable
ALTER TABLE "customers" ADD COLUMN     "missing_since" TIMESTAMPTZ(3);
