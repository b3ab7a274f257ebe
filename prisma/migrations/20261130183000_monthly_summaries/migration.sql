-- Whether the shop wants last month's figures by email.
alter table shop_settings add column monthly_summary boolean not null default false;

-- Which months it was told of: claimed before the email leaves, so that it leaves once.
create table monthly_summaries (
  shop_id integer not null,
  month text not null,
  claimed_at timestamptz(3) not null,
  primary key (shop_id, month)
);
