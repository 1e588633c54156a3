--[[
Takes the turn for a batch, when no other has it and nothing in line goes before it; deploy and teardown took theirs when they were
opened, a guest needs none. One that stood aside asks for it once it has its answer.

READS   lock guests line
WRITES  turn aside

ARGUMENTS
  id  string

OUTPUT
  isIts  flag  the run may work
]]

local id = args.id
if redis.call('GET', keys.lock) == id or redis.call('HEXISTS', keys.guests, id) == 1 then return {true} end
if redis.call('HEXISTS', keys.aside, id) == 1 then redis.call('HSET', keys.aside, id, ANSWERED) end
local current = redis.call('GET', keys.turn)
if current then return {current == id} end
if firstInLine() ~= id then return {false} end
redis.call('SET', keys.turn, id)
return {true}
