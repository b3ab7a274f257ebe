-- Merchants make and change segments: who saves says which revision they saw, and no two are called the same.
ALTER TABLE segments ADD COLUMN revision integer NOT NULL DEFAULT 1;

UPDATE segments s SET name = s.name || ' ' || s.segment_id
WHERE EXISTS (SELECT FROM segments o WHERE o.shop_id = s.shop_id AND lower(o.name) = lower(s.name) AND o.segment_id < s.segment_id);
CREATE UNIQUE INDEX segments_name ON segments (shop_id, lower(name));
