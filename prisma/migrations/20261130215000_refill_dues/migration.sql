-- On which day what each customer has of a product runs out, so that segments can ask for it. Worked out by refill/due.ts; empty until the first night, or the first change of a customer.
CREATE TABLE refill_dues (
  shop_id INTEGER NOT NULL,
  customer_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  due_on DATE NOT NULL,
  CONSTRAINT refill_dues_pkey PRIMARY KEY (shop_id, customer_id, product_id)
);
