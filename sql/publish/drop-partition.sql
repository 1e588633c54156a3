-- Takes a day out of the table; its files stay where they are. Run it only when check/partition.sql finds the partition:
-- Redshift's `drop partition` knows no `if exists` (https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE_external-table.html).
-- {day}  business date, YYYY-MM-DD
alter table last.loan_tracker
drop partition (insert_date = '{day}')
