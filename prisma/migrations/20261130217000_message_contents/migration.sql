create table message_contents (
  shop_id integer not null,
  message_id bigint not null,
  customer_id bigint not null,
  sent_at timestamptz(3) not null,
  text text not null,
  packed bytea not null,
  constraint message_contents_pkey primary key (shop_id, message_id)
);
create index message_contents_shop_id_customer_id_idx on message_contents (shop_id, customer_id);
-- Rows come in the order of their time, and only the nightly clean-up asks for it.
create index message_contents_sent_at on message_contents using brin (sent_at);
-- It is compressed already.
alter table message_contents alter column packed set storage external;
