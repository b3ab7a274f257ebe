-- Null: the shop has never had affiliates, and nothing is looked up for it.
alter table shops add column affiliates_since timestamptz(3);

create table affiliate_settings (
  shop_id integer not null,
  enabled boolean not null,
  settings jsonb not null,
  notes integer not null default 0,
  updated_at timestamptz(3) not null,
  updated_by text not null,
  constraint affiliate_settings_pkey primary key (shop_id)
);

create table affiliate_plans (
  shop_id integer not null,
  plan_id bigserial not null,
  name text not null,
  terms jsonb not null,
  archived_at timestamptz(3),
  updated_at timestamptz(3) not null,
  updated_by text not null,
  constraint affiliate_plans_pkey primary key (shop_id, plan_id)
);

create table affiliates (
  shop_id integer not null,
  affiliate_id bigserial not null,
  customer_id bigint,
  name text,
  email text,
  website text,
  pitch text,
  locale text not null,
  state text not null,
  reason text,
  plan_id bigint,
  code text,
  discount_gid text,
  applied_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decided_by text,
  approved_at timestamptz(3),
  ended_at timestamptz(3),
  payee text,
  constraint affiliates_pkey primary key (shop_id, affiliate_id)
);
create unique index affiliates_shop_id_code_key on affiliates (shop_id, code);
create index affiliates_shop_id_state_idx on affiliates (shop_id, state, applied_at);
create index affiliates_shop_id_customer_id_idx on affiliates (shop_id, customer_id);
-- One person is an affiliate once.
create unique index affiliates_account on affiliates (shop_id, customer_id) where customer_id is not null and state in ('applied', 'approved');
create unique index affiliates_address on affiliates (shop_id, email) where email is not null and state in ('applied', 'approved');

create table affiliate_clicks (
  shop_id integer not null,
  affiliate_id bigint not null,
  day date not null,
  clicks integer not null,
  constraint affiliate_clicks_pkey primary key (shop_id, affiliate_id, day)
);

create table affiliate_touches (
  shop_id integer not null,
  customer_id bigint not null,
  affiliate_id bigint not null,
  clicked_at timestamptz(3) not null,
  constraint affiliate_touches_pkey primary key (shop_id, customer_id, affiliate_id, clicked_at)
);

create table affiliate_orders (
  shop_id integer not null,
  order_id bigint not null,
  affiliate_id bigint,
  way text,
  reason text,
  terms jsonb,
  rates jsonb not null default '{}',
  placed_at timestamptz(3),
  month text,
  due_at timestamptz(3),
  net_minor bigint not null default 0,
  look_at timestamptz(3),
  constraint affiliate_orders_pkey primary key (shop_id, order_id)
);
create index affiliate_orders_shop_id_affiliate_id_idx on affiliate_orders (shop_id, affiliate_id, placed_at);
create index affiliate_orders_due on affiliate_orders (look_at) where look_at is not null;

create table commission_entries (
  shop_id integer not null,
  order_id bigint not null,
  line_id bigint not null,
  seq integer not null,
  affiliate_id bigint not null,
  amount_minor bigint not null,
  recorded_at timestamptz(3) not null,
  payout_id bigint,
  constraint commission_entries_pkey primary key (shop_id, order_id, line_id, seq)
);
create index commission_entries_shop_id_affiliate_id_idx on commission_entries (shop_id, affiliate_id, recorded_at);
create index commission_entries_shop_id_payout_id_idx on commission_entries (shop_id, payout_id);

create table payout_runs (
  shop_id integer not null,
  run_id bigserial not null,
  method text not null,
  currency text not null,
  debtor jsonb not null,
  made_at timestamptz(3) not null,
  made_by text not null,
  constraint payout_runs_pkey primary key (shop_id, run_id)
);
create index payout_runs_shop_id_made_at_idx on payout_runs (shop_id, made_at);

create table payouts (
  shop_id integer not null,
  payout_id bigserial not null,
  run_id bigint not null,
  affiliate_id bigint not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  note_number integer not null,
  note jsonb not null,
  payee text,
  cancelled_at timestamptz(3),
  cancelled_by text,
  constraint payouts_pkey primary key (shop_id, payout_id)
);
create unique index payouts_shop_id_note_number_key on payouts (shop_id, note_number);
create index payouts_shop_id_run_id_idx on payouts (shop_id, run_id);
create index payouts_shop_id_affiliate_id_idx on payouts (shop_id, affiliate_id);
