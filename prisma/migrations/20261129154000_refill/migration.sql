-- How many days one of a product, or of a variant that has a supply of its own (0: the whole product), lasts, as the merchant says.
create table supplies (
  shop_id integer not null,
  product_id bigint not null,
  variant_id bigint not null default 0,
  days integer not null,
  since timestamptz(3) not null,
  set_by text not null,
  primary key (shop_id, product_id, variant_id),
  check (days between 1 and 1000)
);

-- What those who bought something again tell of how long it lasts: days for one of it, of all repeats of the last three years.
create table repeat_intervals (
  shop_id integer not null,
  product_id bigint not null,
  variant_id bigint not null default 0,
  repeats integer not null,
  median_days double precision not null,
  low_days double precision not null,
  high_days double precision not null,
  as_of timestamptz(3) not null,
  primary key (shop_id, product_id, variant_id)
);

-- What a customer wants of the reminders of a product.
create table refill_wishes (
  shop_id integer not null,
  customer_id bigint not null,
  product_id bigint not null,
  snoozed_until timestamptz(3),
  off boolean not null default false,
  asked_at timestamptz(3) not null,
  primary key (shop_id, customer_id, product_id)
);
