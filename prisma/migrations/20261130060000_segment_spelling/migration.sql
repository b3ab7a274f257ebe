-- Statuses are written in capitals and quotes from now on, and counts without a point, as Shopify wants them: what was stored before is brought to that, so that it still says what it said.
create function pg_temp.as_shopify_writes(query text) returns text language plpgsql as $$
declare status text;
begin
  foreach status in array array['SUBSCRIBED', 'NOT_SUBSCRIBED', 'UNSUBSCRIBED', 'PENDING', 'INVALID', 'REDACTED'] loop
    query := regexp_replace(query, '((?:email|sms)_subscription_status\s*!?=\s*)(?:''' || status || '''|' || status || '\M)', '\1''' || status || '''', 'gi');
  end loop;
  return regexp_replace(query, '((?:number_of_orders|points_balance)\s*(?:!=|<=|>=|=|<|>)\s*-?\d+)\.0+(?!\d)', '\1', 'gi');
end $$;

update segments set query = pg_temp.as_shopify_writes(query) where query <> pg_temp.as_shopify_writes(query);
update flow_versions set definition = pg_temp.as_shopify_writes(definition::text)::jsonb where definition::text <> pg_temp.as_shopify_writes(definition::text);
update flows set draft = pg_temp.as_shopify_writes(draft::text)::jsonb where draft is not null and draft::text <> pg_temp.as_shopify_writes(draft::text);
