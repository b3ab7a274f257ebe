-- What pages show of all orders: figures of periods, and cohorts. Worked out in whole by a job, so that no page reads all orders.
create table kept_figures (
  shop_id integer not null,
  what text not null,
  as_of timestamptz(3) not null,
  window_days integer not null,
  figures jsonb not null,
  primary key (shop_id, what)
);

-- What a merchant wants a figure to be by a day. Goals are added and taken away, never changed: of two people who set one at the same time both stay.
create table figure_goals (
  shop_id integer not null,
  goal_id serial not null,
  figure text not null,
  days integer not null,
  target double precision not null,
  due_on date not null,
  set_by text not null,
  set_at timestamptz(3) not null,
  set_on date not null,
  started double precision,
  primary key (shop_id, goal_id)
);

-- So long after an order a customer counts as active.
alter table shop_settings add column active_days integer not null default 90;
