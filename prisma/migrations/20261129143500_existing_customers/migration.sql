-- § 7 (3) UWG, where a merchant has said that its conditions are met: since when buyers are told that they may object.
alter table sending_rules add column existing_customers_since timestamptz(3);
