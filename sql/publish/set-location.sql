-- The one switch that publishes a day: from here on its rows are those under the location.
-- {day}       business date, YYYY-MM-DD
-- {location}  s3:// prefix of the run's Parquet, ending with a slash
alter table last.loan_tracker
partition (insert_date = '{day}')
set location '{location}'
