-- Home asks how many rewards of achievements and referrals could not be given when they were due.
create index achievement_awards_owed on achievement_awards (shop_id) where redemption_id is null and reward_id is not null and due_at > available_at;
create index referrals_owed on referrals (shop_id) where state = 'pending' and look_at > due_at;
