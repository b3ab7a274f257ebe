-- CreateTable
CREATE TABLE "segment_moves" (
    "shop_id" INTEGER NOT NULL,
    "move_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "what" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "segment_moves_pkey" PRIMARY KEY ("shop_id","move_id")
);

-- CreateTable
CREATE TABLE "segment_watches" (
    "shop_id" INTEGER NOT NULL,
    "what" TEXT NOT NULL,

    CONSTRAINT "segment_watches_pkey" PRIMARY KEY ("shop_id","what")
);

-- CreateIndex
CREATE INDEX "segment_moves_shop_id_customer_id_idx" ON "segment_moves"("shop_id", "customer_id");

-- Filled and emptied all day.
ALTER TABLE segment_moves SET (autovacuum_vacuum_scale_factor = 0.02);

-- Emails are sent and flows go on side by side with the changes of a shop, which alone may look at memberships. Rows are only ever added, so that nobody waits for
-- whoever is looking at them.
CREATE FUNCTION note_segment_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO segment_moves (shop_id, customer_id, what)
  SELECT NEW.shop_id, NEW.customer_id, TG_ARGV[0] FROM segment_watches w WHERE w.shop_id = NEW.shop_id AND w.what = TG_ARGV[0];
  RETURN NULL;
END
$$;

CREATE TRIGGER messages_entered_moved AFTER INSERT ON messages FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION note_segment_move('messages');
CREATE TRIGGER messages_moved AFTER UPDATE OF state, outcome ON messages FOR EACH ROW
  WHEN ((NEW.state = 'sent') <> (OLD.state = 'sent') OR (NEW.state = 'sent' AND NEW.outcome IS DISTINCT FROM OLD.outcome))
  EXECUTE FUNCTION note_segment_move('messages');
CREATE TRIGGER message_clicks_moved AFTER UPDATE OF due_at ON message_clicks FOR EACH ROW
  WHEN (NEW.kind = 'human' AND NEW.due_at IS NULL AND OLD.due_at IS NOT NULL) EXECUTE FUNCTION note_segment_move('messages');
CREATE TRIGGER flow_runs_entered_moved AFTER INSERT ON flow_runs FOR EACH ROW WHEN (NEW.entered_at IS NOT NULL) EXECUTE FUNCTION note_segment_move('flows');
CREATE TRIGGER flow_runs_moved AFTER UPDATE OF state, holdout, entered_at ON flow_runs FOR EACH ROW
  WHEN ((NEW.state, NEW.holdout, NEW.entered_at) IS DISTINCT FROM (OLD.state, OLD.holdout, OLD.entered_at)) EXECUTE FUNCTION note_segment_move('flows');
