-- Counts of the days between two dates and the file of each, newest day first, then categories in byte order. Spectrum opens
-- the files of the partitions between the dates alone, so the query costs the same after years
-- (https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-external-performance.html).
-- :day     business date, YYYY-MM-DD
-- :oldest  the earliest day that is wanted, YYYY-MM-DD
-- {most}   rows at most, so that a day of two million categories fills nobody's memory
select
    loan_category,
    "count",
    insert_date,
    "$path" as path
from last.loan_tracker
where insert_date between :oldest and :day
order by insert_date desc, loan_category
limit {most}
