-- One row when the table shows the day, none otherwise; "location" is cut off after 128 characters
-- (https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_PARTITIONS.html).
-- :day_values  the partition's values as a list of one, ["YYYY-MM-DD"]
select location
from svv_external_partitions
where schemaname = 'last'
  and tablename = 'loan_tracker'
  and "values" = :day_values
