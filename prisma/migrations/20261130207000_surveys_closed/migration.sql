-- The inbox's other tab: what is done, the latest first.
create index survey_responses_closed on survey_responses (shop_id, answered_at desc) where attention and flag is null and closed_at is not null;
