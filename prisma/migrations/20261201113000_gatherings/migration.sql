-- Events and webinars: what a shop invites its customers to, and who comes.
create table gatherings (
  shop_id int not null,
  gathering_id serial,
  handle text not null,
  state text not null,
  draft jsonb not null,
  terms jsonb,
  version int not null default 1,
  starts_at timestamptz(3),
  remind_from timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (shop_id, gathering_id)
);
create unique index gatherings_shop_id_handle_key on gatherings (shop_id, handle);
create index gatherings_reminders on gatherings (remind_from) where state = 'open' and remind_from is not null;
create table gathering_registrations (
  shop_id int not null,
  gathering_id int not null,
  customer_id bigint not null,
  state text not null,
  asked_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  reminded_at timestamptz(3),
  attended boolean,
  primary key (shop_id, gathering_id, customer_id)
);
create index gathering_registrations_customer on gathering_registrations (shop_id, customer_id);
