-- Photos of reviews on a wall of the shop's own: what authors have allowed, word by word, and which photos the shop has put there.
create table review_permissions (
  shop_id int not null,
  review_id bigint not null,
  given_at timestamptz(3) not null,
  words text not null,
  language text not null,
  withdrawn_at timestamptz(3),
  primary key (shop_id, review_id, given_at)
);
create unique index review_permissions_standing on review_permissions (shop_id, review_id) where withdrawn_at is null;
alter table review_photos add column wall_at timestamptz(3), add column wall_by text;
create index review_photos_wall on review_photos (shop_id, wall_at) where wall_at is not null;
alter table reviews add column permission_asked_at timestamptz(3);
create table photo_walls (
  shop_id int primary key,
  due_at timestamptz(3)
);
create index photo_walls_due on photo_walls (due_at) where due_at is not null;
