-- At Gmail dots mean nothing: who has ordered as "k.i.m@googlemail.com" has the mailbox of "kim@gmail.com" (app/lib/mailbox.ts). The index stands on the table of names, which no order writes.
CREATE FUNCTION gmail_box(named TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(regexp_replace(substring(lower(named) from '([^ @]+)@(?:gmail|googlemail)[.]com$'), '(.)[+].*$', '\1'), '.', '')
$$;

CREATE INDEX customer_names_gmail ON customer_names (shop_id, gmail_box(text)) WHERE gmail_box(text) IS NOT NULL;
CREATE INDEX orders_guests_gmail ON orders (shop_id, gmail_box(email)) WHERE customer_id IS NULL AND gmail_box(email) IS NOT NULL;
