--[[
Makes the caller the owner of a live run.

A process that claims again lives, so it is counted once: a Redis that carries a claim out and answers too late looks
like a death otherwise. The fence alone is not enough to tell owners apart: a Redis that lost its newest entries hands
the same one out again.

READS   live
WRITES  run

ARGUMENTS
  id       string
  owner    string  what tells this claim from every other
  process  string  what tells the claiming process from every other

OUTPUT
  fence  number  0: there is no such live run
  begun  number  processes that began a slice since one last ended, this one included
]]

if redis.call('SISMEMBER', keys.live, args.id) == 0 then return {0, 0} end
local run = keys.run(args.id)
redis.call('HSET', run, 'owner', args.owner)
local by = redis.call('HEXISTS', run, 'begun') == 1 and redis.call('HGET', run, 'begunBy') or ''
if not string.find(by, args.process, 1, true) then
  redis.call('HSET', run, 'begunBy', by..' '..args.process)
  redis.call('HINCRBY', run, 'begun', 1)
end
return {redis.call('HINCRBY', run, 'fence', 1), tonumber(redis.call('HGET', run, 'begun'))}
