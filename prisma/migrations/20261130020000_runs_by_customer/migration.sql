-- One index for "this customer's runs" and for "one run for an occasion": each run that is written costs one entry less.
create unique index flow_runs_shop_id_customer_id_flow_id_occasion_key on flow_runs (shop_id, customer_id, flow_id, occasion);
drop index flow_runs_shop_id_flow_id_customer_id_occasion_key;
drop index flow_runs_shop_id_customer_id_idx;
