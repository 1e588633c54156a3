-- Sums of the day's amounts, where the contract asks for any.
-- :day    business date, YYYY-MM-DD
-- {sums}  the columns, with commas between them
select
    loan_category,
    {sums}
from last.loan_tracker
where insert_date = :day
order by loan_category
