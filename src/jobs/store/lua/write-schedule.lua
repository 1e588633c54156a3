--[[
Puts another record of the schedule in the place of the one that was read.

WRITES  schedule

ARGUMENTS
  length  number   how many lines that one has
  lines   strings  the new one

OUTPUT
  isReplaced  flag  no: it has others meanwhile
]]

if redis.call('LLEN', keys.schedule) ~= args.length then return {false} end
redis.call('DEL', keys.schedule)
for _, line in ipairs(args.lines) do redis.call('RPUSH', keys.schedule, line) end
return {true}
