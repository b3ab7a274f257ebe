-- What became of messages after they had been handed over, as the operator's email provider tells it.
alter table messages add column outcome text, add column outcome_at timestamptz(3), add column provider_id text;

-- By this the provider names a message where it does not give our own mark back; whose it is, is then looked up across shops.
create index messages_provider_id on messages (provider_id) where provider_id is not null;

-- Shop 0 holds what names no message of ours: whose it is, is found out afterwards.
create table provider_events (
  shop_id integer not null,
  event_id bigserial not null,
  provider text not null,
  event_key text not null,
  kind text not null,
  at timestamptz(3) not null,
  message_id bigint,
  provider_id text,
  recipient text,
  reason text,
  raw jsonb,
  state text not null default 'pending',
  due_at timestamptz(3) not null,
  attempts integer not null default 0,
  received_at timestamptz(3) not null,
  settled_at timestamptz(3),
  primary key (shop_id, event_id)
);
create unique index provider_events_shop_id_provider_event_key_key on provider_events (shop_id, provider, event_key);
create index provider_events_pending on provider_events (shop_id, due_at) where state = 'pending';

-- Mailgun's signature covers a token and nothing else: each is good once, for all shops (shop 0).
create table provider_tokens (
  shop_id integer not null,
  provider text not null,
  token text not null,
  digest text not null,
  seen_at timestamptz(3) not null,
  primary key (shop_id, provider, token)
);
