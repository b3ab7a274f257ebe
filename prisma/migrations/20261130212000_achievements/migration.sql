create table achievements (
  shop_id integer not null,
  achievement_id serial not null,
  state text not null,
  terms jsonb not null,
  version integer not null default 1,
  looked_at bigint,
  activated_at timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint achievements_pkey primary key (shop_id, achievement_id)
);

create table achievement_awards (
  shop_id integer not null,
  achievement_id integer not null,
  customer_id bigint not null,
  occasion text not null,
  state text not null,
  reached_at timestamptz(3) not null,
  available_at timestamptz(3) not null,
  order_id bigint,
  products bigint[] not null default '{}',
  points bigint not null default 0,
  reward_id integer,
  redemption_id bigint,
  posted bigint not null default 0,
  told boolean not null default false,
  turn integer not null default 0,
  due_at timestamptz(3),
  constraint achievement_awards_pkey primary key (shop_id, achievement_id, customer_id, occasion)
);
create index achievement_awards_shop_id_customer_id_idx on achievement_awards (shop_id, customer_id);
-- Who was first, of those who take part for a place.
create index achievement_awards_shop_id_achievement_id_reached_at_idx on achievement_awards (shop_id, achievement_id, reached_at);
create index achievement_awards_due on achievement_awards (due_at) where due_at is not null;
