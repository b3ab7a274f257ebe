-- Who brought an affiliate, who gets a share of an order for that, and which entries are it: 1 for an affiliate's own orders, 2 for those of whom they recruited.
alter table affiliates add column recruited_by bigint;
create index affiliates_recruited_by on affiliates (shop_id, recruited_by) where recruited_by is not null;
alter table affiliate_orders add column recruiter_id bigint;
create index affiliate_orders_recruiter on affiliate_orders (shop_id, recruiter_id, placed_at) where recruiter_id is not null;
alter table commission_entries add column level integer not null default 1;
