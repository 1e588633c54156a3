--[[
Lets the others in line go ahead of a run that waits for a person, if the writer still owns it. It stays in the line, so that
deploy and teardown are kept away, and so are others of its day.

READS   run line
WRITES  turn aside

ARGUMENTS
  id     string
  owner  string  the writer's claim

OUTPUT
  next  string?  the run whose turn may have come; nothing where it was not this one's
]]

local id = args.id
if not isOwner(id, args.owner) or not redis.call('ZSCORE', keys.line, id) then return {false} end
redis.call('HSET', keys.aside, id, WAITS)
if redis.call('GET', keys.turn) ~= id then return {false} end
redis.call('DEL', keys.turn)
return {firstInLine()}
