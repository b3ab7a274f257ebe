-- What a draw's rewards were, and by which clock its days go, from when it was first on.
alter table draws add column reward_terms jsonb, add column time_zone text;
-- What the leaderboard promised when the month of its last change began; null: it was off.
alter table leaderboards add column changed_month integer, add column prize_before integer;
-- What an affiliate's code gives off, in percent, as Shopify was told; and touches by when they were.
alter table affiliates add column discount_percent integer;
create index affiliate_touches_shop_id_clicked_at_idx on affiliate_touches (shop_id, clicked_at);
