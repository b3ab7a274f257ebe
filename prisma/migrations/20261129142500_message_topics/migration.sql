-- What a message is about, for readers choose by it, and whether it offers goods like those that its reader has bought.
alter table messages add column topic text not null default 'news', add column similar_goods boolean not null default false;
update messages set topic = case
  when template in ('reward-issued', 'reward-released') then 'service'
  when template in ('reward-expiring', 'points-expiring', 'points-digest', 'tier-reached', 'tier-at-risk') then 'points'
  else 'news'
end;
