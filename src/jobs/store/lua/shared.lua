--[[
What the scripts share; it is put before each of them, after `keys`, `args` and `cardId`.

A run is in one of three modes. ALONE holds the stack (deploy, teardown), IN_LINE shares it and waits for its turn (a
batch), a GUEST only keeps the former two away while the batches that it opens come and go (a backfill). Guests may be
several, as long as no day is in two of them.
]]

local ALONE, IN_LINE, GUEST = '1', '0', 'guest'

-- Appends the entry and marks the run's card as stale in the same breath, so that a crash between the two cannot leave a
-- card behind. Answers the entry's number, which is its place, and 1 when the mark is new: whoever marks a card that is
-- marked already need not wake anybody, because the outbox settles no mark that has moved.
local function append(id, entry)
  local seq = redis.call('RPUSH', keys.journal(id), entry)
  return seq, redis.call('ZADD', keys.stale, seq, cardId(id))
end

local function isOwner(id, owner)
  return redis.call('HGET', keys.run(id), 'owner') == owner
end

-- Whether the journal is still as long as its reader has seen it.
local function isUnchanged(id, length)
  return redis.call('LLEN', keys.journal(id)) == length
end

-- The run that keeps one of this mode away, or false.
local function holderOf(mode)
  local holder = redis.call('GET', keys.lock)
  if holder then return holder end
  if mode ~= ALONE then return false end
  return redis.call('ZRANGE', keys.line, 0, 0)[1] or redis.call('HKEYS', keys.guests)[1] or false
end

-- The guest that has one of these days already, and its own days.
local function sharer(range)
  local from, to = string.match(range, '(%d+)-(%d+)')
  local guests = redis.call('HGETALL', keys.guests)
  for at = 1, #guests, 2 do
    local first, last = string.match(guests[at + 1], '(%d+)-(%d+)')
    if tonumber(first) <= tonumber(to) and tonumber(from) <= tonumber(last) then return guests[at], guests[at + 1] end
  end
end

-- Makes the run live, and gives it what its mode holds.
local function enter(id, mode, score)
  if mode == ALONE then
    redis.call('SET', keys.lock, id)
  elseif mode == GUEST then
    redis.call('HSET', keys.guests, id, redis.call('HGET', keys.run(id), 'range'))
  else
    redis.call('ZADD', keys.line, score, id)
  end
  redis.call('SADD', keys.live, id)
  redis.call('HDEL', keys.run(id), 'outcome')
end

-- Remembers for so long which run a request came to.
local function remember(request, id, seconds)
  redis.call('SET', keys.request(request), id, 'EX', seconds)
end
