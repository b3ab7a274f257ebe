-- Payouts as store credit or points: by which redemption, or how many points.
alter table payouts add column redemption_id bigint, add column points bigint;
