-- The database user as which Redshift lets the bot in by its IAM identity. Run it only when check/bot-user.sql finds
-- none: Redshift's `create user` knows no `if not exists`. Nobody can sign in as it with a password.
-- {bot_user}  its name, `IAMR:<role>` or `IAM:<user>`
create user "{bot_user}" password disable
