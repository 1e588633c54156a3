-- Makes the day known to the table; an existing partition stays as it is, so set-location.sql follows.
-- {day}       business date, YYYY-MM-DD
-- {location}  s3:// prefix of the run's Parquet, ending with a slash
alter table last.loan_tracker
add if not exists partition (insert_date = '{day}')
location '{location}'
