-- The list of customers finds them by an order's name and by its first discount code; redemptions have their codes in an index already.
create index orders_named on orders (shop_id, lower(name)) where customer_id is not null;
create index orders_coded on orders (shop_id, lower(snapshot -> 'discountCodes' ->> 0)) where customer_id is not null and snapshot -> 'discountCodes' ->> 0 is not null;
-- The customers of a group, and of a cell of the map of groups. A night in which nobody changes groups still updates its rows in place: none of these columns changes.
create index customer_scores_grouped on customer_scores (shop_id, rfm_group, recency);
