-- What was received for orders with refunds was computed as Shopify told them before API version 2024-10 (docs/decisions.md, 64). Those of today are read
-- once more by the next comparison with Shopify, which settles their points.
INSERT INTO reconciliations AS r (shop_id, span, next_at, unread_orders)
SELECT o.shop_id, 'recent', now(), array_agg(o.order_id)
FROM orders o JOIN shops s ON s.shop_id = o.shop_id AND s.status = 'installed'
WHERE NOT o.test AND o.cancelled_at IS NULL AND jsonb_array_length(o.snapshot -> 'refunds') > 0
GROUP BY o.shop_id
ON CONFLICT (shop_id, span) DO UPDATE SET
  unread_orders = array(SELECT DISTINCT unnest(r.unread_orders || excluded.unread_orders)), next_at = least(r.next_at, excluded.next_at);
