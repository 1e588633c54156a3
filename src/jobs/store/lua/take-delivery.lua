--[[
Takes a delivery, unless it was taken before under any of its ids; it is remembered under all of them.

READS   epoch
WRITES  inbox

ARGUMENTS
  word         string   of who takes it
  rememberFor  number   seconds
  hashes       strings  of the ids

OUTPUT
  word   string   of who took it; another's: it was taken before
  epoch  string?  since when this Redis knows anything
]]

local word = args.word
for _, hash in ipairs(args.hashes) do word = redis.call('GET', keys.inbox(hash)) or word end
for _, hash in ipairs(args.hashes) do redis.call('SET', keys.inbox(hash), word, 'EX', args.rememberFor, 'NX') end
return {word, redis.call('GET', keys.epoch)}
