--[[
Moves what is owed to the audit record into it, if both are still as they were read: so each is recorded once.

WRITES  audit unrecorded

ARGUMENTS
  length  number   how many entries the record had
  taken   number   how many of what is owed, from the oldest on, these entries are about
  first   string?  the oldest of them; nothing where none is taken
  lines   strings  the entries

OUTPUT
  isChained  flag  no: somebody else was at it
]]

if redis.call('LLEN', keys.audit) ~= args.length then return {false} end
if args.first and redis.call('LINDEX', keys.unrecorded, 0) ~= args.first then return {false} end
redis.call('LTRIM', keys.unrecorded, args.taken, -1)
for _, line in ipairs(args.lines) do redis.call('RPUSH', keys.audit, line) end
return {true}
