-- What merchants write of a customer, and fields of their own.
create table customer_notes (
  shop_id integer not null,
  note_id text not null,
  customer_id bigint not null,
  text text not null,
  revision integer not null default 1,
  written_at timestamptz(3) not null,
  written_by text not null,
  changed_at timestamptz(3),
  changed_by text,
  primary key (shop_id, note_id)
);
create index customer_notes_shop_id_customer_id_idx on customer_notes (shop_id, customer_id);

create table customer_fields (
  shop_id integer not null,
  field_key text not null,
  name text not null,
  kind text not null,
  position integer not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  primary key (shop_id, field_key)
);

create table customer_field_values (
  shop_id integer not null,
  customer_id bigint not null,
  field_key text not null,
  value text not null,
  set_at timestamptz(3) not null,
  set_by text not null,
  primary key (shop_id, customer_id, field_key)
);
-- Taking a field away takes its values away, and segments may ask who has which.
create index customer_field_values_shop_id_field_key_value_idx on customer_field_values (shop_id, field_key, value);
