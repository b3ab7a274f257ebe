-- Which links of messages were opened, by people and by programs.
create table message_clicks (
  shop_id integer not null,
  message_id bigint not null,
  link integer not null,
  kind text not null,
  customer_id bigint not null,
  target text not null,
  first_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  due_at timestamptz(3),
  primary key (shop_id, message_id, link, kind)
);
create index message_clicks_shop_id_customer_id_idx on message_clicks (shop_id, customer_id);
-- What is still to be decided is looked for across shops.
create index message_clicks_due on message_clicks (due_at) where due_at is not null;
