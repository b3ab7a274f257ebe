-- Links that confirm sign-ups are tried again where the mail server is away, and counted by shop and hour.
alter table sign_ups add column mail_attempts integer not null default 0, add column mailed_at timestamptz(3);
update sign_ups set mailed_at = (select max(at) from unnest(mails) as at);
create index sign_ups_mailed on sign_ups (shop_id, mailed_at) where mailed_at is not null;
-- A shop that is being flooded does not slow down the others.
drop index sign_ups_mail_due;
create index sign_ups_mail_due on sign_ups (shop_id, mail_due_at) where mail_due_at is not null;
