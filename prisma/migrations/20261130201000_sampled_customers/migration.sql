-- A sample of a shop's customers costs no more than its rows: they lie together in the order of a hash that says nothing about them (app/lib/sample.server.ts).
CREATE INDEX customers_by_hash ON customers (shop_id, (hashint8(customer_id) & 2147483647), customer_id);
