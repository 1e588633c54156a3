-- Lets the bot point partitions: only the owner of an external schema, or a superuser, changes its tables, and no right
-- on a single one can be granted (https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html). Safe to repeat.
-- {bot_user}  its name, `IAMR:<role>` or `IAM:<user>`
alter schema last owner to "{bot_user}"
