-- Who has asked for advertising, and whether they have confirmed it: the proof of a double opt-in.
create table sign_ups (
  shop_id integer not null,
  sign_up_id bigserial not null,
  email text not null,
  locale text not null,
  text_version text not null,
  source text not null,
  asked_at timestamptz(3) not null,
  mails timestamptz(3)[] not null default '{}',
  mail_due_at timestamptz(3),
  confirmed_at timestamptz(3),
  customer_id bigint,
  due_at timestamptz(3),
  attempts integer not null default 0,
  problem text,
  primary key (shop_id, sign_up_id)
);
-- An address waits for one confirmation at a time.
create unique index sign_ups_pending on sign_ups (shop_id, email) where confirmed_at is null;
create index sign_ups_mail_due on sign_ups (mail_due_at) where mail_due_at is not null;
create index sign_ups_due on sign_ups (due_at) where due_at is not null;
