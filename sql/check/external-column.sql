-- One row when the table has the column, none otherwise.
-- :column  its name, lower case
select columnname
from svv_external_columns
where schemaname = 'last'
  and tablename = 'loan_tracker'
  and columnname = :column
