-- Payouts as store credit or points: by which redemption, or how many points.
alter table payouts add column redemption_id bigint, add column points bigint;
create index payouts_redemption on payouts (shop_id, redemption_id) where redemption_id is not null;
