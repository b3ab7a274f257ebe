-- AlterTable
ALTER TABLE "customers" ADD COLUMN     "province_code" TEXT;
