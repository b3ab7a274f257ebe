-- AlterTable
ALTER TABLE "shops" ADD COLUMN     "mailbox_key" TEXT;
