create table learning_modules (
  shop_id integer not null,
  module_id serial not null,
  handle text not null,
  state text not null,
  draft jsonb not null,
  version integer not null default 1,
  published integer,
  achievement_id integer,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint learning_modules_pkey primary key (shop_id, module_id)
);
create unique index learning_modules_shop_id_handle_key on learning_modules (shop_id, handle);

create table learning_versions (
  shop_id integer not null,
  module_id integer not null,
  number integer not null,
  terms jsonb not null,
  published_at timestamptz(3) not null,
  constraint learning_versions_pkey primary key (shop_id, module_id, number)
);

create table learning_attempts (
  shop_id integer not null,
  module_id integer not null,
  customer_id bigint not null,
  number integer not null,
  version integer not null,
  attempted_at timestamptz(3) not null,
  correct integer not null,
  questions integer not null,
  wrong text[] not null,
  passed boolean not null,
  constraint learning_attempts_pkey primary key (shop_id, module_id, customer_id, number)
);
create index learning_attempts_shop_id_customer_id_idx on learning_attempts (shop_id, customer_id);

create table learning_passes (
  shop_id integer not null,
  module_id integer not null,
  customer_id bigint not null,
  version integer not null,
  passed_at timestamptz(3) not null,
  points bigint not null default 0,
  certificate_name text,
  constraint learning_passes_pkey primary key (shop_id, module_id, customer_id)
);
create index learning_passes_shop_id_customer_id_idx on learning_passes (shop_id, customer_id);
