-- What a flow would do, or would have done: asked for on its page, worked out by a job in large shops, kept for the day.
create table flow_forecasts (
  shop_id integer not null,
  flow_id integer not null,
  kind text not null,
  question jsonb not null,
  state text not null,
  done integer not null default 0,
  total integer not null default 0,
  result jsonb,
  asked_at timestamptz(3) not null,
  primary key (shop_id, flow_id, kind),
  check ((state = 'done') = (result is not null))
);
