-- Messages are claimed in one shop at a time: which shops have any that are due, and then theirs.
DROP INDEX messages_due;
CREATE INDEX messages_due ON messages (shop_id, due_at) WHERE state = 'queued';
-- Few at any time: those of senders that are at work, and those of senders that have died.
CREATE INDEX messages_handed_over ON messages (shop_id, claimed_until) WHERE state = 'sending';
