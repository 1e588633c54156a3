--[[
Records which stack is there and when it was made, as AWS tells it: days count anew from then. An older word changes
nothing.

WRITES  made stack

ARGUMENTS
  id      string  CloudFormation's
  madeAt  string  ISO time

OUTPUT
  isTaken  flag  it is the stack of today now, or was before
]]

if args.madeAt < (redis.call('GET', keys.made) or '') then return {false} end
redis.call('SET', keys.made, args.madeAt)
redis.call('SET', keys.stack, args.id)
return {true}
