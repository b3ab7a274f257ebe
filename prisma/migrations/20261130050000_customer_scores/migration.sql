-- What the night says of each customer who has bought: RFM and predictions. No index but the key: every row changes every night, and without others that happens in place.
create table customer_scores (
  shop_id integer not null,
  customer_id bigint not null,
  scored_on date not null,
  recency integer not null,
  frequency integer not null,
  monetary integer not null,
  rfm_group text not null,
  rfm_group_before text,
  rfm_group_last_month text,
  purchase_days integer not null,
  last_purchase_on date not null,
  median_gap_days double precision,
  alive double precision,
  orders_30 double precision,
  orders_30_low integer,
  orders_30_high integer,
  orders_90 double precision,
  orders_90_low integer,
  orders_90_high integer,
  orders_365 double precision,
  orders_365_low integer,
  orders_365_high integer,
  order_value_minor bigint,
  spend_30_minor bigint,
  spend_90_minor bigint,
  spend_365_minor bigint,
  next_order_on date,
  next_order_by text,
  primary key (shop_id, customer_id)
) with (fillfactor = 50);

-- What these scores rest on, by shop: the model and how well it foretold what has come since.
create table prediction_models (
  shop_id integer not null,
  fitted_at timestamptz(3) not null,
  fitted jsonb not null,
  primary key (shop_id)
);

-- What pages show of all customers together, by day of the shop; with the cuts by which scores are given on that day.
create table score_days (
  shop_id integer not null,
  day date not null,
  cuts jsonb not null,
  summary jsonb,
  primary key (shop_id, day)
);
