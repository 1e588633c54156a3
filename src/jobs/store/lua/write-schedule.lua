--[[
Writes into the record of the schedule, if it is still as it was read.

WRITES  schedule unrecorded

ARGUMENTS
  length  number   how many lines were read
  kept    number   how many of these stay, from the first on; 0: others take the place of all
  due     string?  what the audit record is owed by it
  lines   strings  what comes behind them

OUTPUT
  isWritten  flag  no: somebody has written meanwhile, read again
]]

if redis.call('LLEN', keys.schedule) ~= args.length then return {false} end
if args.kept == 0 then redis.call('DEL', keys.schedule) else redis.call('LTRIM', keys.schedule, 0, args.kept - 1) end
for _, line in ipairs(args.lines) do redis.call('RPUSH', keys.schedule, line) end
if args.due then redis.call('RPUSH', keys.unrecorded, args.due) end
return {true}
