-- Null: the shop has never had referrals, and nothing is looked up for it.
alter table shops add column referrals_since timestamptz(3);

create table referral_programs (
  shop_id integer not null,
  enabled boolean not null,
  terms jsonb not null,
  updated_at timestamptz(3) not null,
  updated_by text not null,
  constraint referral_programs_pkey primary key (shop_id)
);

create table referral_codes (
  shop_id integer not null,
  code text not null,
  customer_id bigint not null,
  made_at timestamptz(3) not null,
  constraint referral_codes_pkey primary key (shop_id, code)
);
create index referral_codes_shop_id_customer_id_idx on referral_codes (shop_id, customer_id);

create table referrals (
  shop_id integer not null,
  referral_id bigserial not null,
  advocate_id bigint not null,
  code text not null,
  mailbox text,
  disposable boolean not null default false,
  terms jsonb not null,
  claimed_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  placed_at timestamptz(3),
  friend_id bigint,
  order_id bigint,
  ordered_at timestamptz(3),
  state text not null,
  reason text,
  flags text[] not null default '{}',
  due_at timestamptz(3),
  review_until timestamptz(3),
  decision text,
  decided_flags text[] not null default '{}',
  decided_at timestamptz(3),
  decided_by text,
  paid_at timestamptz(3),
  points bigint not null default 0,
  entries integer not null default 0,
  redemption_id bigint,
  net_minor bigint not null default 0,
  look_at timestamptz(3),
  constraint referrals_pkey primary key (shop_id, referral_id)
);
create unique index referrals_shop_id_code_key on referrals (shop_id, code);
create index referrals_shop_id_advocate_id_idx on referrals (shop_id, advocate_id, claimed_at);
create index referrals_shop_id_friend_id_idx on referrals (shop_id, friend_id);
create index referrals_shop_id_order_id_idx on referrals (shop_id, order_id);
create index referrals_shop_id_claimed_at_idx on referrals (shop_id, claimed_at);
-- Of one mailbox one open code: whoever asks twice gets the same.
create unique index referrals_mailbox on referrals (shop_id, mailbox) where mailbox is not null and state = 'claimed';
create index referrals_due on referrals (look_at) where look_at is not null;
create index referrals_review on referrals (shop_id, review_until) where state = 'review';
