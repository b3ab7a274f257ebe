-- CreateTable
CREATE TABLE "segment_days" (
    "shop_id" INTEGER NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "members" INTEGER NOT NULL,
    "came" INTEGER NOT NULL,
    "went" INTEGER NOT NULL,

    CONSTRAINT "segment_days_pkey" PRIMARY KEY ("shop_id","segment_id","day")
);

-- Who came to a segment and who went, the latest first: read by segment, never by scanning the timeline.
CREATE INDEX timeline_segments ON timeline_events (shop_id, ((data ->> 'segmentId')::int), occurred_at, event_id)
  WHERE kind IN ('segment.entered', 'segment.left');
