-- One row: how many loans the table shows of the day, 0 where it shows nothing of it.
-- :day  business date, YYYY-MM-DD
select coalesce(sum("count"), 0) as loans
from last.loan_tracker
where insert_date = :day
