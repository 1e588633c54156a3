--[[
What the scripts share about a run's journal, its owner and its requests; put before each of them.
]]

-- Appends the entry and marks the run's card as stale in the same breath, so that a crash between the two cannot leave a
-- card behind. Answers the entry's number, which is its place, and 1 when the mark is new: whoever marks a card that is
-- marked already need not wake anybody, because the outbox settles no mark that has moved.
local function append(id, entry)
  local seq = redis.call('RPUSH', keys.journal(id), entry)
  return seq, redis.call('ZADD', keys.stale, seq, cardId(id))
end

-- Appends what has happened now, not what is written down once more, and owes it to the record of who did what. The store writes
-- an entry's kind before all else that is in it; `cjson` refuses some of what people may type, such as half of an emoji.
local function happen(id, entry)
  local seq, isNew = append(id, entry)
  if AUDITED[string.match(entry, '"kind":"(%a+)"')] then redis.call('RPUSH', keys.unrecorded, 'run '..id..' '..seq) end
  return seq, isNew
end

local function isOwner(id, owner)
  return redis.call('HGET', keys.run(id), 'owner') == owner
end

-- Whether entries that the writer has read are gone: a Redis that was killed, or a replica that took over, may have lost the newest.
-- What a writer does on top of them would stand in a journal that says nothing of why.
local function isShorter(id, read)
  return redis.call('LLEN', keys.journal(id)) < read
end

-- Whether the journal is still as long as its reader has seen it.
local function isUnchanged(id, length)
  return redis.call('LLEN', keys.journal(id)) == length
end

-- Remembers for so long which run a request came to.
local function remember(request, id, seconds)
  redis.call('SET', keys.request(request), id, 'EX', seconds)
end
