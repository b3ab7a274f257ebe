-- Checkouts that somebody has begun and not finished.
create table checkouts (
  shop_id integer not null,
  checkout_id bigserial not null,
  token text not null,
  cart_token text,
  customer_id bigint,
  email text,
  created_at timestamptz(3) not null,
  active_at timestamptz(3) not null,
  lines jsonb not null default '[]',
  over text,
  due_at timestamptz(3),
  told_at timestamptz(3),
  primary key (shop_id, checkout_id)
);
create unique index checkouts_token on checkouts (shop_id, token);
create index checkouts_cart_token on checkouts (shop_id, cart_token) where cart_token is not null;
create index checkouts_customer on checkouts (shop_id, customer_id) where customer_id is not null;
create index checkouts_email on checkouts (shop_id, email) where email is not null;
create index checkouts_due on checkouts (due_at) where due_at is not null and customer_id is not null;
create index checkouts_active on checkouts (active_at);
