-- Groups that a tier or a segment belongs to: the invitation into another system, given once, and what the shop posts for them.
create table community_groups (
  shop_id int not null,
  group_id serial,
  handle text not null,
  state text not null,
  draft jsonb not null,
  terms jsonb,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (shop_id, group_id)
);
create unique index community_groups_shop_id_handle_key on community_groups (shop_id, handle);
create table community_links (
  shop_id int not null,
  group_id int not null,
  link_id bigserial,
  url text not null,
  added_at timestamptz(3) not null,
  given_at timestamptz(3),
  primary key (shop_id, group_id, link_id)
);
create unique index community_links_once on community_links (shop_id, group_id, md5(url));
create index community_links_left on community_links (shop_id, group_id, link_id) where given_at is null;
create table community_members (
  shop_id int not null,
  group_id int not null,
  customer_id bigint not null,
  link_id bigint,
  name_there text,
  joined_at timestamptz(3) not null,
  removed_at timestamptz(3),
  removed_by text,
  primary key (shop_id, group_id, customer_id)
);
create index community_members_customer on community_members (shop_id, customer_id);
create table community_posts (
  shop_id int not null,
  group_id int not null,
  post_id serial,
  kind text not null,
  draft jsonb not null,
  published_at timestamptz(3),
  version int not null default 1,
  updated_at timestamptz(3) not null,
  updated_by text not null,
  primary key (shop_id, group_id, post_id)
);
