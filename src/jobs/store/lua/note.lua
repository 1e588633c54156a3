--[[
Appends what a person did, if the journal is still as they saw it.

WRITES  journal stale unrecorded

ARGUMENTS
  id      string
  length  number  how many entries the person has seen
  entry   string  a line of the journal

OUTPUT
  seq  number  the entry's number; 0: somebody has written meanwhile, read again
]]

if not isUnchanged(args.id, args.length) then return {0} end
return {(happen(args.id, args.entry))}
