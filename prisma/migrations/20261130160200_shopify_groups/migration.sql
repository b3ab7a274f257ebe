-- Shopify's own group of a customer, to be compared with ours.
alter table customer_scores add column shopify_group text;
