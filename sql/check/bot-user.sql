-- One row when the bot's database user is there, none otherwise.
-- :bot_user  its name, `IAMR:<role>` or `IAM:<user>`
select usename
from pg_user
where usename = :bot_user
