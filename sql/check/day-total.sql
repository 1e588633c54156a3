-- The day's sum, to hold against the rows that Spark counted; 0 and 0 for a day without rows.
-- :day  business date, YYYY-MM-DD
select
    cast(coalesce(sum("count"), 0) as bigint) as total,
    count(*) as categories
from last.loan_tracker
where insert_date = :day
