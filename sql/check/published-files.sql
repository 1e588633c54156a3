-- Which files the days between two dates are published by: SVV_EXTERNAL_PARTITIONS cuts locations at 128 letters, this does not
-- (https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-external-tables.html, "Pseudocolumns").
-- :first  business date, YYYY-MM-DD
-- :last   business date, YYYY-MM-DD
select distinct
    insert_date,
    "$path" as path
from last.loan_tracker
where insert_date between :first and :last
