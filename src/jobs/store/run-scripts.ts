import { cardId } from "../../domain/messages/message-id.ts";

/**
 * The Lua scripts of the run store. Redis runs each one as a whole, so that a lock, a fence and a journal entry
 * never disagree. Every script takes the stack's key prefix as its one key; the other keys are built from it,
 * which is safe because the prefix carries a hash tag.
 *
 * `append` is shared: it numbers the entry (1, 2, 3 …) by the journal's length and marks the run's card as stale
 * in the same breath, so that a crash between the two cannot leave a card behind. It answers the number, and 1 when the
 * mark is new: whoever marks a card that is marked already need not wake anybody, because the outbox settles no mark
 * that has moved.
 *
 * A run is in one of three modes (`exclusive`): `1` holds the stack alone (deploy, teardown), `0` shares it and waits in
 * line for its turn (a batch), `guest` only keeps the former two away while the batches that it opens come and go (a
 * backfill). Guests may be several, as long as no day is in two of them; `sharer` finds the one that has a day already.
 */
const append = `
local function append(p, id, entry)
  local seq = redis.call('LLEN', p..':journal:'..id) + 1
  redis.call('RPUSH', p..':journal:'..id, '{"seq":'..seq..','..string.sub(entry, 2))
  return seq, redis.call('ZADD', p..':stale', seq, '${cardId("")}'..id)
end
local function isOwner(p, id, owner)
  return redis.call('HGET', p..':run:'..id, 'owner') == owner
end
local function holderOf(p, exclusive)
  local holder = redis.call('GET', p..':lock')
  if holder then return holder end
  if exclusive == '1' then return redis.call('ZRANGE', p..':line', 0, 0)[1] or redis.call('HKEYS', p..':guests')[1] end
  return false
end
local function sharer(p, range)
  local from, to = string.match(range, '(%d+)-(%d+)')
  local guests = redis.call('HGETALL', p..':guests')
  for at = 1, #guests, 2 do
    local first, last = string.match(guests[at + 1], '(%d+)-(%d+)')
    if tonumber(first) <= tonumber(to) and tonumber(from) <= tonumber(last) then return guests[at], guests[at + 1] end
  end
end
local function enter(p, id, exclusive, score)
  if exclusive == '1' then redis.call('SET', p..':lock', id)
  elseif exclusive == 'guest' then redis.call('HSET', p..':guests', id, redis.call('HGET', p..':run:'..id, 'range'))
  else redis.call('ZADD', p..':line', score, id) end
  redis.call('SADD', p..':live', id)
  redis.call('HDEL', p..':run:'..id, 'outcome')
end
`;

/**
 * KEYS prefix. ARGV: request key, its time to live in seconds, exclusive (`1`|`0`|`guest`), id stem, day score,
 * force (`1`|`0`), opened entry, opened at in ms, target JSON, asker JSON, workflow, openedAt ISO,
 * range of a guest. A generation that only its number tells of (Redis was emptied) is left alone by force. One that ended before the stack of today was made (\`made\`) does not count: the next one is opened. Answers {word, run id}: opened, known, ended, busy, shared; young: this Redis does not know yet
 * what is in the world.
 * What is in the world is not known when AWS or Slack cannot be asked; `anyway` then opens without. Fences begin at the second in which the epoch began, so that a worker from before Redis was emptied owns nothing.
 */
const open = `${append}
local p = KEYS[1]
local requestKey, ttl, exclusive, stem, score, force = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local epoch = redis.call('GET', p..':epoch')
if not epoch then
  if ARGV[14] ~= 'anyway' then return {'young', ''} end
  epoch = math.floor(ARGV[8] / 1000)
end
local made = redis.call('GET', p..':made') or ''
local function isGone(id)
  local opened, outcome = unpack(redis.call('HMGET', p..':run:'..id, 'openedAt', 'outcome'))
  return exclusive == '0' and opened and outcome and opened < made
end
local known = redis.call('GET', p..':request:'..requestKey)
if known and not isGone(known) then return {'known', known} end
local id
if exclusive == '1' then
  local holder = holderOf(p, exclusive)
  if holder then return {'busy', holder} end
  id = stem..'-'..redis.call('HINCRBY', p..':numbers', stem, 1)
elseif exclusive == 'guest' then
  local holder = holderOf(p, exclusive)
  if holder then return {'busy', holder} end
  local other, range = sharer(p, ARGV[13])
  if other then return {range == ARGV[13] and 'known' or 'shared', other} end
  id = stem..'-'..redis.call('HINCRBY', p..':numbers', stem, 1)
  redis.call('HSET', p..':run:'..id, 'range', ARGV[13])
else
  local newest = redis.call('HGET', p..':numbers', stem)
  local generation = tonumber(newest or '1')
  id = stem..'-g'..generation
  if redis.call('HEXISTS', p..':run:'..id, 'id') == 1 then
    local outcome = redis.call('HGET', p..':run:'..id, 'outcome')
    if not outcome then
      redis.call('SET', p..':request:'..requestKey, id, 'EX', ttl)
      return {'known', id}
    end
    if force == '0' and not isGone(id) then return {outcome == 'succeeded' and 'known' or 'ended', id} end
    generation = generation + 1
    id = stem..'-g'..generation
  elseif newest and force == '1' then
    generation = generation + 1
    id = stem..'-g'..generation
  end
  local holder = holderOf(p, exclusive)
  if holder then return {'busy', holder} end
  redis.call('HSET', p..':numbers', stem, generation)
end
redis.call('HSET', p..':run:'..id, 'id', id, 'workflow', ARGV[11], 'target', ARGV[9], 'asker', ARGV[10],
  'openedAt', ARGV[12], 'fence', epoch, 'score', score, 'exclusive', exclusive)
enter(p, id, exclusive, score)
append(p, id, ARGV[7])
redis.call('ZADD', p..':runs', ARGV[8], id)
redis.call('SET', p..':request:'..requestKey, id, 'EX', ttl)
return {'opened', id}
`;

/**
 * KEYS prefix. ARGV run id, owner, process. Answers {new fencing token, processes that began a slice since one last
 * ended}; the token is 0 when there is no such live run. A process that claims again lives, so it is counted once: a
 * Redis that carries a claim out and answers too late looks like a death otherwise. The token alone is not enough to tell owners apart: a Redis that lost its newest
 * entries hands the same one out again.
 */
const claim = `
if redis.call('SISMEMBER', KEYS[1]..':live', ARGV[1]) == 0 then return {0, 0} end
local run = KEYS[1]..':run:'..ARGV[1]
redis.call('HSET', run, 'owner', ARGV[2])
local by = redis.call('HEXISTS', run, 'begun') == 1 and redis.call('HGET', run, 'begunBy') or ''
if not string.find(by, ARGV[3], 1, true) then
  redis.call('HSET', run, 'begunBy', by..' '..ARGV[3])
  redis.call('HINCRBY', run, 'begun', 1)
end
return {redis.call('HINCRBY', run, 'fence', 1), tonumber(redis.call('HGET', run, 'begun'))}
`;

/**
 * KEYS prefix. ARGV: run id, owner, entry, journal length the writer has read, or '' where that does not matter. Answers
 * {number of the entry, 1 when its card was not stale before}; the number is 0 when somebody else owns the run now, -1
 * when somebody has written meanwhile: read again.
 */
const write = `${append}
if not isOwner(KEYS[1], ARGV[1], ARGV[2]) then return {0, 0} end
if ARGV[4] ~= '' and redis.call('LLEN', KEYS[1]..':journal:'..ARGV[1]) ~= tonumber(ARGV[4]) then return {-1, 0} end
return {append(KEYS[1], ARGV[1], ARGV[3])}
`;

/** KEYS prefix. ARGV: run id, journal length the writer has read, entry. Answers the number, or 0: read again. */
const note = `${append}
if redis.call('LLEN', KEYS[1]..':journal:'..ARGV[1]) ~= tonumber(ARGV[2]) then return 0 end
return append(KEYS[1], ARGV[1], ARGV[3])
`;

/**
 * KEYS prefix. ARGV run id. A batch's turn comes when no other has it and no earlier day waits; deploy and
 * teardown took theirs when they were opened, a guest needs none. Answers 1 or 0.
 */
const turn = `
local p, id = KEYS[1], ARGV[1]
if redis.call('GET', p..':lock') == id or redis.call('HEXISTS', p..':guests', id) == 1 then return 1 end
local current = redis.call('GET', p..':turn')
if current then return current == id and 1 or 0 end
if redis.call('ZRANGE', p..':line', 0, 0)[1] ~= id then return 0 end
redis.call('SET', p..':turn', id)
return 1
`;

/**
 * KEYS prefix. ARGV: run id, owner, entry, outcome. Ends the run and frees what it held.
 * Answers {number of the entry, the run whose turn may have come or '', 1 when its card was not stale before}; the
 * number is 0 when fenced.
 */
const finish = `${append}
local p, id = KEYS[1], ARGV[1]
if not isOwner(p, id, ARGV[2]) then return {0, '', 0} end
local seq, isNews = append(p, id, ARGV[3])
redis.call('HSET', p..':run:'..id, 'outcome', ARGV[4])
redis.call('HDEL', p..':run:'..id, 'tries', 'begun', 'begunBy')
redis.call('SREM', p..':live', id)
redis.call('ZREM', p..':line', id)
redis.call('HDEL', p..':guests', id)
if redis.call('GET', p..':lock') == id then redis.call('DEL', p..':lock') end
if redis.call('GET', p..':turn') == id then redis.call('DEL', p..':turn') end
return {seq, redis.call('ZRANGE', p..':line', 0, 0)[1] or '', isNews}
`;

/**
 * KEYS prefix. ARGV: run id, journal length the writer has read, retried entry, request key or '', ttl.
 * Answers {'resumed', id}, {'busy', holder} or {'changed', id}: the journal has grown or the run is live, read again.
 */
const reopen = `${append}
local p, id = KEYS[1], ARGV[1]
if redis.call('LLEN', p..':journal:'..id) ~= tonumber(ARGV[2]) then return {'changed', id} end
if redis.call('SISMEMBER', p..':live', id) == 1 then return {'changed', id} end
local exclusive = redis.call('HGET', p..':run:'..id, 'exclusive')
local holder = holderOf(p, exclusive) or (exclusive == 'guest' and sharer(p, redis.call('HGET', p..':run:'..id, 'range')))
if holder then return {'busy', holder} end
enter(p, id, exclusive, redis.call('HGET', p..':run:'..id, 'score'))
append(p, id, ARGV[3])
if ARGV[4] ~= '' then redis.call('SET', p..':request:'..ARGV[4], id, 'EX', ARGV[5]) end
return {'resumed', id}
`;

/**
 * KEYS prefix. ARGV: run id, target JSON, asker JSON, workflow, openedAt ISO, the same in ms, day score, first fence,
 * outcome or '' for a run that goes on, exclusive (`1`|`0`|`guest`), range of a guest, 1 when its card shows its end
 * already and is not stale, then its entries. Answers 1, or 0 when the run is known or the stack is held.
 */
const adopt = `${append}
local p, id, exclusive, range = KEYS[1], ARGV[1], ARGV[10], ARGV[11]
if redis.call('HEXISTS', p..':run:'..id, 'id') == 1 then return 0 end
if ARGV[9] == '' and (holderOf(p, exclusive) or (exclusive == 'guest' and sharer(p, range))) then return 0 end
redis.call('HSET', p..':run:'..id, 'id', id, 'workflow', ARGV[4], 'target', ARGV[2], 'asker', ARGV[3],
  'openedAt', ARGV[5], 'fence', ARGV[8], 'score', ARGV[7], 'exclusive', exclusive)
if range ~= '' then redis.call('HSET', p..':run:'..id, 'range', range) end
for at = 13, #ARGV do append(p, id, ARGV[at]) end
redis.call('ZADD', p..':runs', ARGV[6], id)
if ARGV[9] == '' then enter(p, id, exclusive, ARGV[7])
else
  redis.call('HSET', p..':run:'..id, 'outcome', ARGV[9])
  if ARGV[12] == '1' then redis.call('ZREM', p..':stale', '${cardId("")}'..id) end
end
return 1
`;

/** KEYS prefix. ARGV pairs of a name and the number it is raised to, if it was lower. Answers how many were. */
const raise = `
local raised = 0
for at = 1, #ARGV, 2 do
  if tonumber(redis.call('HGET', KEYS[1]..':numbers', ARGV[at]) or '0') < tonumber(ARGV[at + 1]) then
    redis.call('HSET', KEYS[1]..':numbers', ARGV[at], ARGV[at + 1])
    raised = raised + 1
  end
end
return raised
`;

/** All scripts by the name they get on the connection. */
export const runScripts = { open, claim, write, note, turn, finish, reopen, adopt, raise } as const;
