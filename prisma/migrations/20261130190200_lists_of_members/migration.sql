-- Lists of very many members (of a segment, a tier, a group) go through an order of customers and ask of each whether they are meant. Both are read from indexes alone.

-- An index of an expression answers for it only where the column is in it, too.
DROP INDEX customers_by_last_order;
CREATE INDEX customers_by_last_order ON customers (shop_id, coalesce(last_order_at, 'epoch'::timestamptz), customer_id) INCLUDE (last_order_at);
DROP INDEX members_tier;
CREATE INDEX members_tier ON members (shop_id, tier, customer_id);
DROP INDEX customer_scores_grouped;
CREATE INDEX customer_scores_grouped ON customer_scores (shop_id, rfm_group, recency, customer_id);
