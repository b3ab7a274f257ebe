-- What Shopify expects a customer to spend, so that segments can ask for it.
alter table customer_scores add column shopify_spend_tier text;
