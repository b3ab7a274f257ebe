-- Flows become immutable versions; runs name their occasion, their version and the step at which they stand.
create table flow_versions (
  shop_id integer not null,
  flow_id integer not null,
  version integer not null,
  definition jsonb not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  constraint flow_versions_pkey primary key (shop_id, flow_id, version)
);

alter table flows
  add column preset text,
  add column name text,
  add column state text not null default 'draft',
  add column version integer,
  add column live_since timestamptz(3),
  add column catch_up jsonb not null default '{"mode":"nobody"}',
  add column draft jsonb,
  add column draft_revision integer not null default 0,
  add column draft_by text,
  add column draft_at timestamptz(3),
  add column created_at timestamptz(3);

-- Until now there was one flow, with one step and an email of ours. It becomes a draft: the merchant chooses an email of their own and publishes it.
update flows set draft_revision = 1, draft_by = 'system', draft_at = updated_at, draft = jsonb_build_object(
    'trigger', jsonb_build_object('kind', 'lapsed', 'days', definition -> 'trigger' -> 'days'),
    'steps', jsonb_build_array(jsonb_build_object('kind', 'email', 'id', 'value')),
    'exits', '["purchase"]'::jsonb,
    'reentry', case definition ->> 'reentry' when 'once' then 'once' else 'each' end,
    'hour', coalesce(definition -> 'sendAtHour', '10'::jsonb)
  );
update flows set preset = key, created_at = updated_at;
alter table flows
  alter column created_at set not null,
  drop column key, drop column enabled, drop column enabled_at, drop column definition;

-- Who waits for a lapse waits anew when it is published. Who has had the email keeps that: nobody gets it twice.
delete from flow_timers;
delete from flow_runs where state = 'waiting';
update flow_runs set state = 'ended', ended_at = entered_at, end_reason = 'archived' where state = 'active';
alter table flow_runs rename column anchor_at to since;
alter table flow_runs
  add column version integer not null default 1,
  add column occasion text,
  add column about jsonb not null default '{}',
  add column holdout boolean not null default false,
  add column gift text,
  add column step_id text,
  add column arrived_at timestamptz(3),
  add column not_before timestamptz(3);
update flow_runs set occasion = 'order:' || anchor, arrived_at = since, step_id = null;
drop index flow_runs_shop_id_flow_id_customer_id_anchor_key;
alter table flow_runs
  alter column version drop default,
  alter column occasion set not null,
  alter column arrived_at set not null,
  alter column entered_at drop not null,
  alter column state drop default,
  drop column anchor, drop column step;
create unique index flow_runs_shop_id_flow_id_customer_id_occasion_key on flow_runs (shop_id, flow_id, customer_id, occasion);
create index flow_runs_shop_id_flow_id_entered_at_idx on flow_runs (shop_id, flow_id, entered_at);
-- Who is where in a flow.
create index flow_runs_going on flow_runs (shop_id, flow_id, step_id) where state <> 'ended';

alter table messages add column step_id text;
update messages set step_id = 'value' where flow_id is not null;
alter table messages drop column step;
create index messages_of_flows on messages (shop_id, flow_id, step_id) where flow_id is not null;

create table flow_effects (
  shop_id integer not null,
  run_id bigint not null,
  step_id text not null,
  customer_id bigint not null,
  step jsonb not null,
  due_at timestamptz(3) not null,
  done_at timestamptz(3),
  outcome text,
  attempts integer not null default 0,
  constraint flow_effects_pkey primary key (shop_id, run_id, step_id)
);
create index flow_effects_shop_id_customer_id_idx on flow_effects (shop_id, customer_id);
create index flow_effects_due on flow_effects (due_at) where done_at is null;
