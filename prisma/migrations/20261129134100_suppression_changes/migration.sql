-- Who has lifted a suppression or added one by hand, and when.
create table suppression_changes (
  shop_id integer not null,
  change_id bigserial not null,
  channel text not null,
  address text not null,
  action text not null,
  reason text not null,
  actor text not null,
  at timestamptz(3) not null,
  primary key (shop_id, change_id)
);
create index suppression_changes_shop_id_channel_address_idx on suppression_changes (shop_id, channel, address);
create index suppressions_shop_id_created_at_address_idx on suppressions (shop_id, created_at, address);
