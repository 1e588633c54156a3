-- The schema "last" over the stack's Glue database; safe to repeat.
-- {glue_database}  the stack's output of that name: lower-case letters, digits, underscores
-- {spectrum_role}  ARN of the role by which Redshift reads the catalog and the lake
-- Redshift takes no parameters in DDL: the app substitutes both after checking their shape.
create external schema if not exists last
from data catalog
database '{glue_database}'
iam_role '{spectrum_role}'
