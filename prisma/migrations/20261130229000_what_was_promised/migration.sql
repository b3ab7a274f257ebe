-- What a draw's rewards were, and by which clock its days go, from when it was first on.
alter table draws add column reward_terms jsonb, add column time_zone text;
-- What the leaderboard promised when the month of its last change began; null: it was off.
alter table leaderboards add column changed_month integer, add column prize_before integer;
