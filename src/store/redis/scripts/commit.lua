-- One step of a call: all of it or nothing.
-- KEYS call, log, ledger | ARGV token, seq, entry id, snapshot, event, ttl, live (1 or 0), owner ('' is not checked), then for each intent: key, record
local facts = redis.call('HMGET', KEYS[1], 'token', 'seq', 'owner')
if facts[1] ~= ARGV[1] or (ARGV[8] ~= '' and facts[3] ~= ARGV[8]) then
  return 'FENCED'
end
local at = ARGV[2] .. '-0'
if tonumber(ARGV[2]) ~= tonumber(facts[2]) + 1 then
  local found = redis.call('XRANGE', KEYS[2], at, at)[1]
  if found and found[2][2] == ARGV[3] then
    return 'DUP'
  end
  return 'CONFLICT'
end
-- First, since a script is not rolled back: XADD alone can fail, where the log is ahead of a call that was half lost.
redis.call('XADD', KEYS[2], at, 'id', ARGV[3], 'event', ARGV[5])
redis.call('HSET', KEYS[1], 'seq', ARGV[2], 'snapshot', ARGV[4], 'live', ARGV[7])
for i = 9, #ARGV, 2 do
  local call, state = 'call:' .. ARGV[i], 'state:' .. ARGV[i]
  local known = redis.call('HGET', KEYS[3], state)
  -- A key that failed did not happen: it is intended anew. Any other that is known stays as it is.
  if known and string.sub(known, 1, 7) == 'failed ' then
    redis.call('HDEL', KEYS[3], state)
    redis.call('HSET', KEYS[3], call, ARGV[i + 1])
  else
    redis.call('HSETNX', KEYS[3], call, ARGV[i + 1])
  end
end
-- The call last: a millisecond may pass between two of these, and what is left of a call must not outlive it.
for i = 3, 1, -1 do
  redis.call('PEXPIRE', KEYS[i], ARGV[6])
end
return 'OK'
