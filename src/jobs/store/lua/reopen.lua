--[[
Makes an ended run live again.

WRITES  run journal live request lock guests line aside stale unrecorded

ARGUMENTS
  id           string
  length       number   how many entries the writer has read
  entry        string   the line that says so
  request      string?  what the same request is known by; nothing: a button, which carries none
  rememberFor  number   seconds

OUTPUT
  is     string  resumed, busy; changed: the journal has grown or the run is live, read again
  runId  string  the run, or the one that is in the way
]]

local id = args.id
if not isUnchanged(id, args.length) then return {'changed', id} end
if redis.call('SISMEMBER', keys.live, id) == 1 then return {'changed', id} end
local mode, score, range = unpack(redis.call('HMGET', keys.run(id), 'exclusive', 'score', 'range'))
local holder = holderOf(mode) or (mode == GUEST and sharer(range))
if holder then return {'busy', holder} end
enter(id, mode, score)
happen(id, args.entry)
if args.request then remember(args.request, id, args.rememberFor) end
return {'resumed', id}
