-- Whether somebody has a subscription, as a night was told by Shopify.
ALTER TABLE customer_scores ADD COLUMN shopify_subscription TEXT;
