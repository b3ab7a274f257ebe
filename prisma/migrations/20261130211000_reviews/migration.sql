create table reviews (
  shop_id integer not null,
  review_id bigserial not null,
  product_id bigint not null,
  customer_id bigint,
  order_id bigint,
  stars integer not null,
  title text not null,
  text text not null,
  author text not null,
  language text not null,
  state text not null,
  reason text,
  reply text,
  replied_at timestamptz(3),
  replied_by text,
  source text not null,
  source_key text,
  claim_id bigint,
  rewarded boolean not null default false,
  written_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decided_by text,
  constraint reviews_pkey primary key (shop_id, review_id)
);
-- One of each customer for each product; authors who came with an import have no customer.
create unique index reviews_shop_id_customer_id_product_id_key on reviews (shop_id, customer_id, product_id);
create unique index reviews_shop_id_source_key_key on reviews (shop_id, source_key);
create index reviews_shop_id_product_id_written_at_idx on reviews (shop_id, product_id, written_at);
create index reviews_shop_id_state_written_at_idx on reviews (shop_id, state, written_at);

create table review_photos (
  shop_id integer not null,
  photo_id bigserial not null,
  review_id bigint not null,
  digest text not null,
  picture bytea not null,
  small bytea not null,
  width integer not null,
  height integer not null,
  constraint review_photos_pkey primary key (shop_id, photo_id)
);
-- The same picture sent twice is there once.
create unique index review_photos_shop_id_review_id_digest_key on review_photos (shop_id, review_id, digest);

create table review_products (
  shop_id integer not null,
  product_id bigint not null,
  due_at timestamptz(3),
  constraint review_products_pkey primary key (shop_id, product_id)
);
create index review_products_due on review_products (due_at) where due_at is not null;

create table review_settings (
  shop_id integer not null,
  publish_after_days integer,
  updated_at timestamptz(3) not null,
  constraint review_settings_pkey primary key (shop_id)
);
