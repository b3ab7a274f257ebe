-- Addresses that were entered before a click had to prove them count as unproved: emails come from the operator's address until then.
-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "sender_asks" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[],
ADD COLUMN     "sender_proved" TEXT,
ADD COLUMN     "sender_since" TIMESTAMPTZ(3);
