-- Codes of affiliates that are to be deleted in Shopify. Of those who have ended or were erased, what may have been left there.
create table affiliate_code_ends (
  shop_id integer not null,
  discount_gid text not null,
  due_at timestamptz(3) not null,
  attempts integer not null default 0,
  constraint affiliate_code_ends_pkey primary key (shop_id, discount_gid)
);
create index affiliate_code_ends_due on affiliate_code_ends (due_at);
insert into affiliate_code_ends (shop_id, discount_gid, due_at)
select distinct shop_id, discount_gid, now() from affiliates where discount_gid is not null and state in ('ended', 'declined');
update affiliates set discount_gid = null where state in ('ended', 'declined');

-- A night deletes old touches of all shops.
drop index affiliate_touches_shop_id_clicked_at_idx;
create index affiliate_touches_clicked_at_idx on affiliate_touches (clicked_at);

-- What was turned over by day, so that volume is counted without reading a month of orders. Months go by the shop's calendar, as days do.
create table affiliate_days (
  shop_id integer not null,
  affiliate_id bigint not null,
  day date not null,
  net_minor bigint not null,
  steps bigint[] not null default '{}',
  constraint affiliate_days_pkey primary key (shop_id, affiliate_id, day)
);
alter table affiliate_orders add column customer_id bigint, add column day date;
update affiliate_orders a set customer_id = o.customer_id, day = case when a.placed_at is null then null
    when a.month is null or to_char(a.placed_at at time zone s.time_zone, 'YYYY-MM') = a.month then (a.placed_at at time zone s.time_zone)::date
    -- The shop has another clock by now: the order stays in its month.
    when a.month > to_char(a.placed_at at time zone s.time_zone, 'YYYY-MM') then (a.month || '-01')::date
    else ((a.month || '-01')::date + interval '1 month - 1 day')::date end
  from orders o, shops s where o.shop_id = a.shop_id and o.order_id = a.order_id and s.shop_id = a.shop_id;
alter table affiliate_orders drop column month;
create index affiliate_orders_shop_id_affiliate_id_day_idx on affiliate_orders (shop_id, affiliate_id, day);
create index affiliate_orders_customer on affiliate_orders (shop_id, customer_id) where affiliate_id is not null;
insert into affiliate_days (shop_id, affiliate_id, day, net_minor, steps)
select a.shop_id, a.affiliate_id, a.day, sum(a.net_minor),
  array(select distinct (s ->> 'fromMinor')::bigint from affiliate_orders b cross join lateral jsonb_array_elements(b.terms -> 'steps') as s
    where b.shop_id = a.shop_id and b.affiliate_id = a.affiliate_id and b.day = a.day and b.reason is null and b.due_at is not null order by 1)
from affiliate_orders a where a.affiliate_id is not null and a.day is not null and a.reason is null and a.due_at is not null
group by a.shop_id, a.affiliate_id, a.day;

-- Orders that carry a code, by customer: somebody who stands for all walk-in customers of a till has few of them among many.
create index orders_coded_by_customer on orders (shop_id, customer_id) where snapshot -> 'discountCodes' <> '[]'::jsonb;
