--[[
Appends an entry, if the writer still owns the run.

READS   run
WRITES  journal stale unrecorded

ARGUMENTS
  id      string
  owner   string   the writer's claim
  entry   string   a line of the journal
  read    number   how many entries the writer has read
  isOnly  flag     nobody else may have written since

OUTPUT
  seq     number  the entry's number; 0: somebody else owns the run now, or what was read is gone; -1: somebody has written meanwhile
  isNews  flag    the card showed everything until now
]]

if not isOwner(args.id, args.owner) or isShorter(args.id, args.read) then return {0, false} end
if args.isOnly and not isUnchanged(args.id, args.read) then return {-1, false} end
return {happen(args.id, args.entry)}
