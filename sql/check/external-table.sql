-- One row when the external table is there, none otherwise; "location" ends with stage/loan_tracker/.
select location
from svv_external_tables
where schemaname = 'last'
  and tablename = 'loan_tracker'
