--[[
Writes by a script, to see whether Redis lets it: a server may take single commands and refuse scripts.

WRITES  proof

ARGUMENTS
  keptMs  number

OUTPUT
  isWritten  flag
]]

redis.call('SET', keys.proof, 'written', 'PX', args.keptMs)
return {true}
