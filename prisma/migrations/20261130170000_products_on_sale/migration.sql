-- Whether a product is in the online store and can be bought: what Shopify tells from the next update on. Until then it counts as on sale.
alter table products
  add column published boolean not null default true,
  add column counted boolean,
  add column none_left boolean not null default false,
  add column gift_card boolean;
