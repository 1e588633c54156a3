--[[
Forgets that a message is stale, unless news has come since it was read, or somebody else has settled it.

WRITES  stale

ARGUMENTS
  id     string  the message's
  score  string  its mark as it was read

OUTPUT
  is  string  done, news, overtaken
]]

local score = redis.call('ZSCORE', keys.stale, args.id)
if not score then return {'overtaken'} end
if score ~= args.score then return {'news'} end
redis.call('ZREM', keys.stale, args.id)
return {'done'}
