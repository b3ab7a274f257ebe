-- What a flow has led to, worked out when its pages want it and an hour has gone: reading every run of a large shop takes longer than a page should.
create table flow_results (
  shop_id integer not null,
  flow_id integer not null,
  as_of timestamptz(3) not null,
  orders integer not null,
  revenue_minor bigint not null,
  lift jsonb not null,
  primary key (shop_id, flow_id)
);
