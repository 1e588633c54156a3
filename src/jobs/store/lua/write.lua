--[[
Appends an entry, if the writer still owns the run.

READS   run
WRITES  journal stale unrecorded

ARGUMENTS
  id      string
  owner   string   the writer's claim
  entry   string   a line of the journal
  length  number?  how many entries the writer has read; nothing where that does not matter

OUTPUT
  seq     number  the entry's number; 0: somebody else owns the run now; -1: somebody has written meanwhile, read again
  isNews  flag    the card showed everything until now
]]

if not isOwner(args.id, args.owner) then return {0, false} end
if args.length and not isUnchanged(args.id, args.length) then return {-1, false} end
return {happen(args.id, args.entry)}
