-- Gives the table a sum per category beside the count. Run it only when check/external-column.sql finds none: Redshift's
-- `add column` knows no `if not exists`, takes one column, and outside transactions only
-- (https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html). Files of before have no such column: it is null there.
-- {column}  its name: lower-case letters, digits, underscores
alter table last.loan_tracker
add column {column} decimal(38, 4)
