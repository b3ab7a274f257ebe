create table draws (
  shop_id integer not null,
  draw_id serial not null,
  handle text not null,
  state text not null,
  terms jsonb not null,
  version integer not null default 1,
  seed text not null,
  seed_hash text not null,
  activated_at timestamptz(3),
  ended_at timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint draws_pkey primary key (shop_id, draw_id)
);
create unique index draws_shop_id_handle_key on draws (shop_id, handle);

create table draw_prizes (
  shop_id integer not null,
  draw_id integer not null,
  prize text not null,
  stock integer not null,
  given integer not null default 0,
  constraint draw_prizes_pkey primary key (shop_id, draw_id, prize),
  -- Whatever goes wrong above: never more than there are.
  constraint draw_prizes_within_stock check (given between 0 and stock)
);

create table draw_entries (
  shop_id integer not null,
  draw_id integer not null,
  number integer not null,
  customer_id bigint not null,
  entered_at timestamptz(3) not null,
  period integer,
  roll integer not null,
  drawn text not null,
  prize text not null,
  points bigint not null default 0,
  reward_id integer,
  redemption_id bigint,
  due_at timestamptz(3),
  constraint draw_entries_pkey primary key (shop_id, draw_id, number)
);
-- Nobody takes part twice in one period; of people who became one, the later entry has none.
create unique index draw_entries_shop_id_draw_id_customer_id_period_key on draw_entries (shop_id, draw_id, customer_id, period);
create index draw_entries_shop_id_customer_id_idx on draw_entries (shop_id, customer_id);
create index draw_entries_due on draw_entries (due_at) where due_at is not null;
