-- Counts of the day, and of the newest earlier day that has any to compare them with: newest day first,
-- then categories in byte order.
-- :day  business date, YYYY-MM-DD
select
    loan_category,
    "count",
    insert_date
from last.loan_tracker
where insert_date = :day
   or insert_date = (
        select max(insert_date)
        from last.loan_tracker
        where insert_date < :day
   )
order by insert_date desc, loan_category
