-- Pieces of names and addresses are found by trigrams. They stand in a table of their own, since an order writes its customer's row and none of these.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- Nobody is named, renamed or erased until the triggers stand.
LOCK TABLE customers IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE customer_names (
  shop_id INTEGER NOT NULL,
  customer_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  CONSTRAINT customer_names_pkey PRIMARY KEY (shop_id, customer_id)
);

-- The words as they are searched for: in small letters, nobody's where there are none.
CREATE FUNCTION customer_name(first_name TEXT, last_name TEXT, email TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
  SELECT nullif(lower(concat_ws(' ', first_name, last_name, email)), '')
$$;

CREATE FUNCTION name_customers() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO customer_names (shop_id, customer_id, text)
  SELECT shop_id, customer_id, customer_name(first_name, last_name, email) FROM added WHERE customer_name(first_name, last_name, email) IS NOT NULL
  ON CONFLICT (shop_id, customer_id) DO UPDATE SET text = excluded.text;
  RETURN NULL;
END $$;

CREATE FUNCTION rename_customer() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  named TEXT := customer_name(NEW.first_name, NEW.last_name, NEW.email);
BEGIN
  IF named IS NULL THEN
    DELETE FROM customer_names WHERE shop_id = NEW.shop_id AND customer_id = NEW.customer_id;
  ELSE
    INSERT INTO customer_names (shop_id, customer_id, text) VALUES (NEW.shop_id, NEW.customer_id, named)
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET text = excluded.text;
  END IF;
  RETURN NULL;
END $$;

INSERT INTO customer_names (shop_id, customer_id, text)
SELECT shop_id, customer_id, customer_name(first_name, last_name, email) FROM customers WHERE customer_name(first_name, last_name, email) IS NOT NULL;

CREATE INDEX customer_names_inside ON customer_names USING gin (shop_id, text gin_trgm_ops);

CREATE TRIGGER customers_named AFTER INSERT ON customers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION name_customers();
CREATE TRIGGER customers_renamed AFTER UPDATE OF first_name, last_name, email ON customers FOR EACH ROW
  WHEN ((OLD.first_name, OLD.last_name, OLD.email) IS DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.email)) EXECUTE FUNCTION rename_customer();
