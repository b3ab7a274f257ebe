-- Numbers are looked for by how they end: people leave out the country, Shopify does not.
CREATE INDEX customers_phone_suffix ON customers (shop_id, reverse(phone) text_pattern_ops) WHERE phone IS NOT NULL;
