--[[
Raises numbers that are lower; what is higher already stays.

WRITES  numbers

ARGUMENTS
  numbers  strings  a stem, its number, the next stem, and so on

OUTPUT
  raised  number  how many were
]]

local raised = 0
for at = 1, #args.numbers, 2 do
  local stem, number = args.numbers[at], args.numbers[at + 1]
  if tonumber(redis.call('HGET', keys.numbers, stem) or '0') < tonumber(number) then
    redis.call('HSET', keys.numbers, stem, number)
    raised = raised + 1
  end
end
return {raised}
