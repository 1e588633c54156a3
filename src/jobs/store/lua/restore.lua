--[[
Writes down a run that was found in the world, unless it is known or another holds the stack.

WRITES  run journal live runs lock guests line aside stale

ARGUMENTS
  id          string
  mode        string   how the run shares the stack
  score       number   its place in the line: the day's number, one half before it, or 0
  range       string?  the days of a guest
  fence       number   the one before its first
  outcome     string?  nothing: it goes on
  isShown     flag     its card shows its end already and is not stale
  openedAt    string   ISO time
  openedAtMs  number   the same
  workflow    string
  target      string   JSON
  asker       string   JSON
  entries     strings  its journal

OUTPUT
  isRestored  flag
]]

local id, mode, outcome = args.id, args.mode, args.outcome
if redis.call('HEXISTS', keys.run(id), 'id') == 1 then return {false} end
if not outcome and (holderOf(mode) or (mode == GUEST and sharer(args.range))) then return {false} end

redis.call('HSET', keys.run(id), 'id', id, 'workflow', args.workflow, 'target', args.target, 'asker', args.asker,
  'openedAt', args.openedAt, 'fence', args.fence, 'score', args.score, 'exclusive', mode)
if args.range then redis.call('HSET', keys.run(id), 'range', args.range) end
for _, entry in ipairs(args.entries) do append(id, entry) end
redis.call('ZADD', keys.runs, args.openedAtMs, id)
if not outcome then
  enter(id, mode, args.score)
else
  redis.call('HSET', keys.run(id), 'outcome', outcome)
  if args.isShown then redis.call('ZREM', keys.stale, cardId(id)) end
end
return {true}
