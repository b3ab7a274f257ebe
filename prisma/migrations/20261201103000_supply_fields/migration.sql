-- What Shopify's products say of how long they last, beside what is said here: which of the two is the later, and what has to be written there.
create table supply_fields (
  shop_id int not null,
  product_id bigint not null,
  variant_id bigint not null default 0,
  told int,
  installation text,
  told_at timestamptz(3),
  version int not null default 0,
  said_at timestamptz(3),
  due_at timestamptz(3),
  attempts int not null default 0,
  problem text,
  primary key (shop_id, product_id, variant_id)
);
create index supply_fields_due on supply_fields (due_at) where due_at is not null;
-- What was said before is written to Shopify, too, once the shop has granted that.
insert into supply_fields (shop_id, product_id, variant_id, version, said_at, due_at)
select shop_id, product_id, variant_id, 1, since, now() from supplies;
