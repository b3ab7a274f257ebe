-- What only Shopify can say of customers: each clause of a query is a segment of Shopify's, and who is in it is kept here.
create table mirrors (
  shop_id int not null,
  mirror_key text not null,
  clause text not null,
  wanted_at timestamptz(3) not null,
  shopify_segment_id bigint,
  shopify_query text,
  reading int not null default 0,
  reading_since timestamptz(3),
  cursor text,
  seen int not null default 0,
  total int,
  read_at timestamptz(3),
  due_at timestamptz(3),
  attempts int not null default 0,
  problem text,
  says text,
  primary key (shop_id, mirror_key)
);
create index mirrors_due on mirrors (due_at);
create unique index mirrors_segment on mirrors (shop_id, shopify_segment_id) where shopify_segment_id is not null;
create table mirror_members (
  shop_id int not null,
  mirror_key text not null,
  customer_id bigint not null,
  present boolean not null,
  changed_at timestamptz(3) not null,
  reading int not null,
  primary key (shop_id, customer_id, mirror_key)
);
create index mirror_members_reading on mirror_members (shop_id, mirror_key, reading);

alter table segments add column awaiting boolean not null default false;

-- `rfm_group` is Shopify's from now on, as in a query that is pasted; ours is `our_rfm_group`. Only where an operator follows: elsewhere it may be anybody's text. In JSON a new line is `\n`, two characters.
create function pg_temp.renamed(query text) returns text language sql immutable as $$
  select regexp_replace(regexp_replace(query,
    '(?:\m|(?<=\\[nrt]))(rfm_group)((?:\s|\\[nrt])*(?:!?=|(?:not(?:\s|\\[nrt])+)?in(?:\s|\\[nrt])*\(|is(?:\s|\\[nrt])+(?:not(?:\s|\\[nrt])+)?null))', 'our_\1\2', 'gi'),
    '(?:\m|(?<=\\[nrt]))shopify_rfm_group((?:\s|\\[nrt])*(?:!?=|(?:not(?:\s|\\[nrt])+)?in(?:\s|\\[nrt])*\(|is(?:\s|\\[nrt])+(?:not(?:\s|\\[nrt])+)?null))', 'rfm_group\1', 'gi')
$$;
update segments set query = pg_temp.renamed(query) where query ~* 'rfm_group';
-- A definition is JSON: whatever of it is text and holds a condition.
update flow_versions set definition = pg_temp.renamed(definition::text)::jsonb where definition::text ~* 'rfm_group';
update flows set draft = pg_temp.renamed(draft::text)::jsonb where draft::text ~* 'rfm_group';

-- What the nights have read of Shopify's groups and tiers counts as read, until the first look at Shopify's own segments: nobody leaves a segment for want of it.
insert into mirrors (shop_id, mirror_key, clause, wanted_at, read_at, due_at)
select shop_id, left(encode(sha256(convert_to(clause, 'UTF8')), 'hex'), 32), clause, now(), now(), now()
from (select distinct shop_id from customer_scores) shop,
  unnest(array[
    'rfm_group = ''CHAMPIONS''', 'rfm_group = ''LOYAL''', 'rfm_group = ''ACTIVE''', 'rfm_group = ''NEW''', 'rfm_group = ''PROMISING''',
    'rfm_group = ''NEEDS_ATTENTION''', 'rfm_group = ''AT_RISK''', 'rfm_group = ''PREVIOUSLY_LOYAL''', 'rfm_group = ''ALMOST_LOST''',
    'rfm_group = ''DORMANT''', 'rfm_group = ''PROSPECTS''',
    'predicted_spend_tier = ''HIGH''', 'predicted_spend_tier = ''MEDIUM''', 'predicted_spend_tier = ''LOW'''
  ]) clause;
insert into mirror_members (shop_id, mirror_key, customer_id, present, changed_at, reading)
select s.shop_id, m.mirror_key, s.customer_id, true, now(), 0
from customer_scores s join mirrors m on m.shop_id = s.shop_id
  and m.clause in ('rfm_group = ''' || upper(s.shopify_group) || '''', 'predicted_spend_tier = ''' || upper(s.shopify_spend_tier) || '''');
