-- Orders that are paid in part earn what was received (docs/decisions.md, 62). Those of today are read once more by the next comparison with Shopify, which
-- settles their points.
INSERT INTO reconciliations AS r (shop_id, span, next_at, unread_orders)
SELECT o.shop_id, 'recent', now(), array_agg(o.order_id)
FROM orders o JOIN shops s ON s.shop_id = o.shop_id AND s.status = 'installed'
WHERE NOT o.test AND o.cancelled_at IS NULL AND (o.financial_status = 'partially_paid'
  OR (o.financial_status = 'partially_refunded' AND (o.snapshot ->> 'totalMinor')::bigint > (o.snapshot ->> 'receivedMinor')::bigint))
GROUP BY o.shop_id
ON CONFLICT (shop_id, span) DO UPDATE SET
  unread_orders = array(SELECT DISTINCT unnest(r.unread_orders || excluded.unread_orders)), next_at = least(r.next_at, excluded.next_at);
