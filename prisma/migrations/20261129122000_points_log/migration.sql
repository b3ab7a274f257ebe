-- CreateIndex
CREATE INDEX "ledger_entries_shop_id_recorded_at_customer_id_seq_idx" ON "ledger_entries"("shop_id", "recorded_at", "customer_id", "seq");
