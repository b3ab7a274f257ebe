-- By what the shop's own system is known that tells of events. The secrets themselves are nowhere.
create table event_secrets (
  shop_id integer not null,
  secret_hash text not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  expires_at timestamptz(3),
  primary key (shop_id, secret_hash)
);
