-- Emails to affiliates, who need not be customers of the shop.
create table affiliate_emails (
  shop_id integer not null,
  affiliate_id bigint not null,
  key text not null,
  kind text not null,
  payout_id bigint,
  created_at timestamptz(3) not null,
  due_at timestamptz(3),
  attempts integer not null default 0,
  sent_at timestamptz(3),
  problem text,
  constraint affiliate_emails_pkey primary key (shop_id, affiliate_id, key)
);
create index affiliate_emails_due on affiliate_emails (due_at) where due_at is not null;
