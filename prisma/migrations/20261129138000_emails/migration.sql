-- What merchants write: emails with all their versions, and how all of a shop's emails look.
create table emails (
  shop_id integer not null,
  email_id serial,
  name text not null check (name <> ''),
  preset text,
  latest integer not null,
  published integer,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  archived_at timestamptz(3),
  primary key (shop_id, email_id)
);

create table email_versions (
  shop_id integer not null,
  email_id integer not null,
  version integer not null check (version > 0),
  document jsonb not null,
  compiled jsonb,
  published_at timestamptz(3),
  created_at timestamptz(3) not null,
  created_by text not null,
  primary key (shop_id, email_id, version)
);

create table brands (
  shop_id integer primary key,
  brand jsonb not null,
  updated_at timestamptz(3) not null
);
