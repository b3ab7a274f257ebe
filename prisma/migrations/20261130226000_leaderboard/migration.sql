create table leaderboards (
  shop_id integer not null,
  state text not null,
  prize integer not null,
  since timestamptz(3) not null,
  rest_until timestamptz(3),
  updated_at timestamptz(3) not null,
  constraint leaderboards_pkey primary key (shop_id)
);

create table leaderboard_members (
  shop_id integer not null,
  customer_id bigint not null,
  alias text not null,
  hidden boolean not null default false,
  joined_at timestamptz(3) not null,
  constraint leaderboard_members_pkey primary key (shop_id, customer_id)
);
-- Two who look alike to their readers cannot be told apart.
create unique index leaderboard_members_shop_id_alias_key on leaderboard_members (shop_id, lower(alias));

create table leaderboard_months (
  shop_id integer not null,
  month integer not null,
  customer_id bigint,
  alias text,
  points bigint not null,
  prize integer not null,
  closed_at timestamptz(3) not null,
  constraint leaderboard_months_pkey primary key (shop_id, month)
);
create index leaderboard_months_shop_id_customer_id_idx on leaderboard_months (shop_id, customer_id);
