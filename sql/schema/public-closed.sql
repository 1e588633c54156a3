-- Everybody may create tables in the schema "public" until that is revoked: the bot's user is to own "last" and nothing
-- else (https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html). Safe to repeat.
revoke create on schema public from public
