-- Whether any order earns nothing yet is asked each time that Home is opened.
CREATE INDEX orders_unearned ON orders (shop_id, processed_at) WHERE NOT earns;
