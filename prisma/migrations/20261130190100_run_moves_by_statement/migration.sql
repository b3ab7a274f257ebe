-- Who enters a flow or leaves it is noted by the statement, where it was by the row: where no segment asks for flows, a thousand runs cost one look instead of a
-- thousand.
DROP TRIGGER flow_runs_entered_moved ON flow_runs;
DROP TRIGGER flow_runs_moved ON flow_runs;

CREATE FUNCTION note_run_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM segment_watches w WHERE w.what = 'flows' AND w.shop_id IN (SELECT shop_id FROM added)) THEN RETURN NULL; END IF;
  EXECUTE format($sql$
    INSERT INTO segment_moves (shop_id, customer_id, what)
    SELECT r.shop_id, r.customer_id, 'flows' FROM %s JOIN segment_watches w ON w.shop_id = r.shop_id AND w.what = 'flows' WHERE %s ORDER BY r.run_id $sql$,
    CASE TG_OP WHEN 'INSERT' THEN 'added r' ELSE 'added r JOIN replaced o ON o.shop_id = r.shop_id AND o.run_id = r.run_id' END,
    CASE TG_OP WHEN 'INSERT' THEN 'r.entered_at IS NOT NULL' ELSE '(r.state, r.holdout, r.entered_at) IS DISTINCT FROM (o.state, o.holdout, o.entered_at)' END);
  RETURN NULL;
END
$$;
CREATE TRIGGER flow_runs_entered_moved AFTER INSERT ON flow_runs REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_run_moves();
CREATE TRIGGER flow_runs_moved AFTER UPDATE ON flow_runs REFERENCING NEW TABLE AS added OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION note_run_moves();
