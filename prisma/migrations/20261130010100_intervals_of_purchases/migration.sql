-- Where how much was bought says nothing of when it is bought again, the interval itself does.
alter table repeat_intervals add column purchase_days double precision;
