create table recommendations (
  shop_id integer not null,
  kind text not null,
  product_id bigint not null,
  other_id bigint not null,
  place integer not null,
  bought integer not null,
  of_all integer not null,
  score double precision not null,
  constraint recommendations_pkey primary key (shop_id, kind, product_id, other_id)
);
create index recommendations_shop_id_product_id_idx on recommendations (shop_id, product_id);

create table recommendation_runs (
  shop_id integer not null,
  as_of timestamptz(3) not null,
  baskets integer not null,
  customers integer not null,
  best_sellers bigint[],
  constraint recommendation_runs_pkey primary key (shop_id)
);

create table recommendation_choices (
  shop_id integer not null,
  product_id bigint not null,
  other_id bigint not null,
  choice text not null,
  updated_at timestamptz(3) not null,
  updated_by text not null,
  constraint recommendation_choices_pkey primary key (shop_id, product_id, other_id)
);
