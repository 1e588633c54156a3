-- Counts of the day, and of the newest earlier bank day that has any to compare them with: newest day first,
-- then categories in byte order. Spectrum opens the files of the partitions between the two dates alone, so the
-- query costs the same after years (https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-external-performance.html).
-- :day     business date, YYYY-MM-DD
-- :oldest  the earliest day to compare with, YYYY-MM-DD
-- :passed  those days in between that are no bank days, with blanks between them; somebody may have run one by hand
select
    loan_category,
    "count",
    insert_date
from last.loan_tracker
where insert_date between :oldest and :day
  and (
        insert_date = :day
        or insert_date = (
            select max(insert_date)
            from last.loan_tracker
            where insert_date >= :oldest and insert_date < :day and strpos(:passed, insert_date) = 0
        )
  )
order by insert_date desc, loan_category
