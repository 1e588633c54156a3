--[[
Ends the run and frees what it held, if the writer still owns it.

WRITES  run journal live lock guests line turn aside stale message unrecorded

ARGUMENTS
  id       string
  owner    string  the writer's claim
  read     number  how many entries the writer has read
  entry    string  the last line of the journal
  outcome  string
  alert    string?  the message that calls people for it; nothing: nobody is called
  atMs     number   when that came to be owed

OUTPUT
  seq     number   the entry's number; 0: somebody else owns the run now, or what was read is gone
  next    string?  the run whose turn may have come
  isNews  flag     the card showed everything until now
]]

local id = args.id
if not isOwner(id, args.owner) or isShorter(id, args.read) then return {0, false, false} end
local seq, isNews = happen(id, args.entry)
redis.call('HSET', keys.run(id), 'outcome', args.outcome)
if args.alert then
  redis.call('HSETNX', keys.message(args.alert), 'owedAt', args.atMs)
  redis.call('ZADD', keys.stale, 1, args.alert)
end
redis.call('HDEL', keys.run(id), 'tries', 'begun', 'begunBy')
redis.call('SREM', keys.live, id)
redis.call('ZREM', keys.line, id)
redis.call('HDEL', keys.aside, id)
redis.call('HDEL', keys.guests, id)
if redis.call('GET', keys.lock) == id then redis.call('DEL', keys.lock) end
if redis.call('GET', keys.turn) == id then redis.call('DEL', keys.turn) end
return {seq, firstInLine(), isNews}
