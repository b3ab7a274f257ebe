-- Besides emails, a survey can be asked by a link, in the account and after a purchase; an answer belongs to an occasion, whichever it is.
alter table surveys
  add column ways text[] not null default '{}',
  add column anonymous boolean not null default false;

alter table survey_responses
  add column response_id bigserial not null,
  add column occasion text,
  add column way text not null default 'email',
  add column order_id bigint;
update survey_responses set occasion = 'message:' || message_id;
-- What an email is about is told by the run that sent it.
update survey_responses r set order_id = (f.about->>'orderId')::bigint
from messages m join flow_runs f on f.shop_id = m.shop_id and f.run_id = m.run_id
where m.shop_id = r.shop_id and m.message_id = r.message_id and f.about->>'orderId' ~ '^[0-9]{1,18}$';
alter table survey_responses
  drop constraint survey_responses_pkey,
  alter column occasion set not null,
  alter column message_id drop not null,
  alter column customer_id drop not null,
  add constraint survey_responses_pkey primary key (shop_id, response_id);
create unique index survey_responses_shop_id_survey_id_occasion_key on survey_responses (shop_id, survey_id, occasion);

alter table survey_replies add column response_id bigint;
update survey_replies p set response_id = r.response_id from survey_responses r
where r.shop_id = p.shop_id and r.message_id = p.message_id and r.survey_id = p.survey_id;
delete from survey_replies where response_id is null;
alter table survey_replies alter column response_id set not null, drop column message_id, drop column survey_id;
create index survey_replies_shop_id_response_id_idx on survey_replies (shop_id, response_id);

-- What customers asked for and the shop has done.
create table survey_changes (
  shop_id integer not null,
  change_id serial not null,
  title jsonb not null,
  text jsonb not null,
  made_on date not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  told_at timestamptz(3),
  constraint survey_changes_pkey primary key (shop_id, change_id)
);
create table survey_change_answers (
  shop_id integer not null,
  change_id integer not null,
  response_id bigint not null,
  customer_id bigint,
  marked_at timestamptz(3) not null,
  told_at timestamptz(3),
  constraint survey_change_answers_pkey primary key (shop_id, change_id, response_id)
);
create index survey_change_answers_shop_id_response_id_idx on survey_change_answers (shop_id, response_id);
create index survey_change_answers_shop_id_customer_id_idx on survey_change_answers (shop_id, customer_id);
