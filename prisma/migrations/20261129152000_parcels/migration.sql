-- When orders were paid, sent and delivered, and what is known of their parcels.
alter table orders
  add column paid_at timestamptz(3),
  add column fulfilled_at timestamptz(3),
  add column delivered_at timestamptz(3),
  add column arrives_at timestamptz(3),
  add column arrives_by text,
  add column arrival_due_at timestamptz(3);
-- What was sent before is known from the snapshots.
update orders set fulfilled_at = (snapshot ->> 'fulfilledAt')::timestamptz where snapshot ->> 'fulfilledAt' is not null;
create index orders_arrival_due on orders (arrival_due_at) where arrival_due_at is not null and customer_id is not null;
create index orders_delivered on orders (shop_id, delivered_at) where delivered_at is not null;
create index orders_fulfilled on orders (shop_id, fulfilled_at) where fulfilled_at is not null;

create table order_parcels (
  shop_id integer not null,
  order_id bigint not null,
  parcel_id bigint not null,
  parcel jsonb not null,
  primary key (shop_id, order_id, parcel_id)
);
