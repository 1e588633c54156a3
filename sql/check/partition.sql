-- The files the day's rows come from now: those under the run's location when it is published, none when
-- no run has been. svv_external_partitions is not asked, because it cuts locations at 128 characters, which
-- a longer stack name exceeds (https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_PARTITIONS.html).
-- :day  business date, YYYY-MM-DD
select distinct "$path" as path
from last.loan_tracker
where insert_date = :day
order by path
