-- Affiliates that were brought along from another program: by which name that program knew them, where PayPal reached them, and the codes that Shopify is still to be told of.
alter table affiliates add column source_key text, add column paypal text;
create unique index affiliates_shop_id_source_key_key on affiliates (shop_id, source_key);

create table affiliate_arrivals (
  shop_id integer not null,
  affiliate_id bigint not null,
  plan_id bigint not null,
  code text not null,
  tell boolean not null,
  decided_by text not null,
  due_at timestamptz(3),
  attempts integer not null default 0,
  problem text,
  constraint affiliate_arrivals_pkey primary key (shop_id, affiliate_id)
);
create index affiliate_arrivals_due on affiliate_arrivals (due_at) where due_at is not null;
