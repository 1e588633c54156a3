--[[
Takes the turn for a batch, when no other has it and no earlier day waits; deploy and teardown took theirs when they were
opened, a guest needs none.

READS   lock guests line
WRITES  turn

ARGUMENTS
  id  string

OUTPUT
  isIts  flag  the run may work
]]

local id = args.id
if redis.call('GET', keys.lock) == id or redis.call('HEXISTS', keys.guests, id) == 1 then return {true} end
local current = redis.call('GET', keys.turn)
if current then return {current == id} end
if redis.call('ZRANGE', keys.line, 0, 0)[1] ~= id then return {false} end
redis.call('SET', keys.turn, id)
return {true}
