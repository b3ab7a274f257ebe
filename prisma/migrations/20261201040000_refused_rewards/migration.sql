-- Home asks of how many prizes Shopify refused to make the reward.
create index redemptions_refused on redemptions (shop_id) where release_reason = 'refused';
