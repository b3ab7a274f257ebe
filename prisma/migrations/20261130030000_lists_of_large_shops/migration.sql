-- Lists that a large shop's admin opens: decided claims, newest first; redemptions that Shopify has not settled, which are few among many.
create index bonus_claims_decided on bonus_claims (shop_id, claim_id) where state <> 'waiting' and occasion not like 'wrong %';
create index redemptions_unsettled on redemptions (shop_id, redemption_id) where state in ('reserved', 'releasing');
