-- Events of undone imports from before say so, too.
UPDATE "timeline_events" SET "data" = "data" || '{"undone": true}' WHERE "kind" = 'points.imported' AND "key" LIKE '%:undo';
