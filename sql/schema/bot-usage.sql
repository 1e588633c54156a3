-- Lets the bot read the table; what else a query of the lake needs, temporary tables, everybody may make
-- (https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-external-tables.html). Safe to repeat.
-- {bot_user}  its name, `IAMR:<role>` or `IAM:<user>`
grant usage on schema last to "{bot_user}"
