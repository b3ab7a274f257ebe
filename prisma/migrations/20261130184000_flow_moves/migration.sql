-- Customers inside who are being moved to a version: which, how far that is, and over how many days.
alter table flows add column moving_to integer, add column moving_after bigint not null default 0, add column moving_days integer not null default 1;
