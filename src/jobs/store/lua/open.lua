--[[
Takes what the run's mode holds and writes the run, or names the run that is in the way.

A generation that only its number tells of (Redis was emptied) is left alone by force. A batch that ended on a stack that
is gone does not count: the next generation is opened. Fences begin at the second in which the epoch began, so that a
worker from before Redis was emptied owns nothing.

READS   epoch made stack
WRITES  run journal live runs numbers request lock guests line aside stale unrecorded

ARGUMENTS
  request      string   what the same request is known by
  rememberFor  number   seconds
  mode         string   how the run shares the stack
  stem         string   what its number is counted by
  idBegin      string   its id up to the number
  score        number   its place in the line: the day's number, one half before it, or 0
  range        string?  the days of a guest
  force        flag     the next generation of a day that has ended
  anyway       flag     although this Redis was never told what the world holds
  entry        string   the first line of the journal
  openedAt     string   ISO time
  openedAtMs   number   the same
  workflow     string
  target       string   JSON
  asker        string   JSON

OUTPUT
  is     string   opened, known, ended, busy, overlaps; young: it is not known yet what is in the world
  runId  string?  the run that was opened, or the one that was found; nothing when young
]]

local mode, stem = args.mode, args.stem
local epoch = redis.call('GET', keys.epoch)
if not epoch then
  if not args.anyway then return {'young', false} end
  epoch = math.floor(args.openedAtMs / 1000)
end

-- Whether that run ended on a stack that is gone. One of an earlier version does not say which it was of; its time does.
local made, stack = redis.call('GET', keys.made) or '', redis.call('GET', keys.stack)
local function isGone(id)
  local opened, outcome, target = unpack(redis.call('HMGET', keys.run(id), 'openedAt', 'outcome', 'target'))
  if mode ~= IN_LINE or not opened or not outcome then return false end
  local own = cjson.decode(target).stackId
  if own and stack then return own ~= stack end
  return opened < made
end

local known = redis.call('GET', keys.request(args.request))
if known and not isGone(known) then return {'known', known} end

local id
if mode == IN_LINE then
  local newest = redis.call('HGET', keys.numbers, stem)
  local generation = tonumber(newest or '1')
  id = args.idBegin..generation
  if redis.call('HEXISTS', keys.run(id), 'id') == 1 then
    local outcome = redis.call('HGET', keys.run(id), 'outcome')
    if not outcome then
      remember(args.request, id, args.rememberFor)
      return {'known', id}
    end
    if not args.force and not isGone(id) then return {outcome == 'succeeded' and 'known' or 'ended', id} end
    generation = generation + 1
  elseif newest and args.force then
    generation = generation + 1
  end
  id = args.idBegin..generation
  local holder = holderOf(mode)
  if holder then return {'busy', holder} end
  redis.call('HSET', keys.numbers, stem, generation)
else
  local holder = holderOf(mode)
  if holder then return {'busy', holder} end
  if mode == GUEST then
    local other, range = sharer(args.range)
    if other then return {range == args.range and 'known' or 'overlaps', other} end
  end
  id = args.idBegin..redis.call('HINCRBY', keys.numbers, stem, 1)
  if mode == GUEST then redis.call('HSET', keys.run(id), 'range', args.range) end
end

redis.call('HSET', keys.run(id), 'id', id, 'workflow', args.workflow, 'target', args.target, 'asker', args.asker,
  'openedAt', args.openedAt, 'fence', epoch, 'score', args.score, 'exclusive', mode)
enter(id, mode, args.score)
happen(id, args.entry)
redis.call('ZADD', keys.runs, args.openedAtMs, id)
remember(args.request, id, args.rememberFor)
return {'opened', id}
