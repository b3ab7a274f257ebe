-- How much advertising a shop sends, and on which days not. Who has saved nothing keeps what was fixed before: 16 hours between two.
create table sending_rules (
  shop_id integer primary key,
  cap_hours integer not null check (cap_hours between 0 and 168),
  cap_per_week integer check (cap_per_week between 1 and 50),
  daily_limit integer check (daily_limit between 1 and 1000000),
  rest_sundays boolean not null,
  rest_holidays boolean not null,
  updated_at timestamptz(3) not null
);

-- What was sent in a day is counted where a shop has a limit.
create index messages_advertising_sent on messages (shop_id, sent_at) where purpose = 'marketing' and sent_at is not null;
