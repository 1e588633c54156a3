-- The table people and dashboards read. Run it only when check/external-table.sql finds none:
-- Redshift's `create external table` knows no `if not exists`, and runs outside transactions only
-- (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_TABLE.html).
-- insert_date is the partition's value and must not be a column of the files. What a contract sums up has columns of its own,
-- which schema/external-column.sql adds.
-- {bucket}  the lake
create external table last.loan_tracker (
    loan_category varchar(100),
    count bigint
)
partitioned by (insert_date varchar(12))
stored as parquet
location 's3://{bucket}/stage/loan_tracker/'
