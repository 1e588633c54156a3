--[[
The lock of a stack: who holds it, who is kept away, and how a run takes what its mode holds. Put before each script, after
`keys`, `args` and `cardId`; `finish` gives back what a run held.

A run is in one of three modes. ALONE holds the stack (deploy, teardown), IN_LINE shares it and waits for its turn (a
batch), a GUEST only keeps the former two away while the batches that it opens come and go (a backfill). Guests may be
several, as long as no day is in two of them.
]]

local ALONE, IN_LINE, GUEST = '1', '0', 'guest'

-- Of a run in line that has waited for a person: it waits still, or somebody has answered and it waits for its turn.
local WAITS, ANSWERED = 'waits', 'answered'

-- The number of the day whose place in the line this is; what takes a number back has one half before it.
local function dayAt(place)
  return math.ceil(tonumber(place))
end

-- The run in line whose turn is next, or false. One that waits for a person lets others pass, but none of its own day: what
-- the person is asked about was looked up before.
local function firstInLine()
  local marks, days = {}, {}
  local aside = redis.call('HGETALL', keys.aside)
  if #aside == 0 then return redis.call('ZRANGE', keys.line, 0, 0)[1] or false end
  for at = 1, #aside, 2 do
    marks[aside[at]] = aside[at + 1]
    local place = redis.call('ZSCORE', keys.line, aside[at])
    if place then days[dayAt(place)] = true end
  end
  local line = redis.call('ZRANGE', keys.line, 0, -1, 'WITHSCORES')
  for at = 1, #line, 2 do
    local mark = marks[line[at]]
    if mark == ANSWERED or (not mark and not days[dayAt(line[at + 1])]) then return line[at] end
  end
  return false
end

-- The run that keeps one of this mode away, or false. One in line that waits for a person is named before the others, which end
-- by themselves or wait for it.
local function holderOf(mode)
  local holder = redis.call('GET', keys.lock)
  if holder then return holder end
  if mode ~= ALONE then return false end
  local aside = redis.call('HGETALL', keys.aside)
  for at = 1, #aside, 2 do
    if aside[at + 1] == WAITS then return aside[at] end
  end
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
    redis.call('HDEL', keys.aside, id)
  end
  redis.call('SADD', keys.live, id)
  redis.call('HDEL', keys.run(id), 'outcome')
end
