-- One email to an audience at a time.
create table campaigns (
  shop_id integer not null,
  campaign_id serial not null,
  name text not null,
  plan jsonb not null,
  version integer,
  state text not null default 'draft',
  problem text,
  revision integer not null default 1,
  starts_at timestamptz(3),
  begun_at timestamptz(3),
  cursor bigint,
  next_at timestamptz(3),
  ended_at timestamptz(3),
  result jsonb,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  updated_by text not null,
  primary key (shop_id, campaign_id),
  check (state not in ('scheduled', 'sending') or next_at is not null),
  check (state <> 'sending' or (begun_at is not null and version is not null))
);
-- What is at work is looked for across shops.
create index campaigns_at_work on campaigns (next_at) where state in ('scheduled', 'sending');

create table campaign_recipients (
  shop_id integer not null,
  campaign_id integer not null,
  customer_id bigint not null,
  state text not null default 'waiting',
  due_at timestamptz(3) not null,
  expires_at timestamptz(3),
  message_id bigint,
  reason text,
  primary key (shop_id, campaign_id, customer_id),
  check ((state = 'queued') = (message_id is not null))
);
create index campaign_recipients_shop_id_customer_id_idx on campaign_recipients (shop_id, customer_id);
create index campaign_recipients_due on campaign_recipients (shop_id, campaign_id, due_at, customer_id) where state = 'waiting';

alter table messages add column campaign_id integer;
create index messages_of_campaigns on messages (shop_id, campaign_id) where campaign_id is not null;
create index messages_of_campaigns_open on messages (shop_id, campaign_id, due_at) where campaign_id is not null and state in ('queued', 'sending');
