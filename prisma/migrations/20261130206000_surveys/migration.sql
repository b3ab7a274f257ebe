create table surveys (
  shop_id integer not null,
  survey_id serial not null,
  kind text not null,
  name text not null,
  version integer not null,
  quiet_days integer not null,
  pauses boolean not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  archived_at timestamptz(3),
  constraint surveys_pkey primary key (shop_id, survey_id)
);

create table survey_versions (
  shop_id integer not null,
  survey_id integer not null,
  version integer not null,
  definition jsonb not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  constraint survey_versions_pkey primary key (shop_id, survey_id, version)
);

create table survey_responses (
  shop_id integer not null,
  message_id bigint not null,
  survey_id integer not null,
  version integer not null,
  customer_id bigint not null,
  answers jsonb not null,
  score integer,
  complete boolean not null,
  flag text,
  answered_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  detractor boolean not null default false,
  attention boolean not null default false,
  read_at timestamptz(3),
  closed_at timestamptz(3),
  closed_by text,
  assigned_to text,
  tags text[] not null default '{}',
  constraint survey_responses_pkey primary key (shop_id, message_id, survey_id)
);
create index survey_responses_shop_id_customer_id_idx on survey_responses (shop_id, customer_id);
create index survey_responses_shop_id_survey_id_answered_at_idx on survey_responses (shop_id, survey_id, answered_at);
-- The inbox: what is open stands before what is done.
create index survey_responses_inbox on survey_responses (shop_id, answered_at desc) where attention and flag is null and closed_at is null;

create table survey_replies (
  shop_id integer not null,
  key text not null,
  message_id bigint not null,
  survey_id integer not null,
  customer_id bigint not null,
  text text not null,
  actor text not null,
  created_at timestamptz(3) not null,
  constraint survey_replies_pkey primary key (shop_id, key)
);
create index survey_replies_shop_id_message_id_idx on survey_replies (shop_id, message_id);
create index survey_replies_shop_id_customer_id_idx on survey_replies (shop_id, customer_id);
