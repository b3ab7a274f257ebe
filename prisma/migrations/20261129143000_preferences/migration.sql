-- What readers want to be written about, and in which language. Who has chosen nothing has no row.
create table preferences (
  shop_id integer not null,
  customer_id bigint not null,
  topics_off text[] not null default '{}',
  paused_until timestamptz(3),
  locale text,
  updated_at timestamptz(3) not null,
  primary key (shop_id, customer_id)
);
