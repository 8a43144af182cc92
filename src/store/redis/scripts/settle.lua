-- Settles an intended tool call once; what was uncertain may still become certain, and what
-- one server called failed may have been done by another.
-- KEYS ledger | ARGV key, state, outcome
local field = 'state:' .. ARGV[1]
if redis.call('HEXISTS', KEYS[1], 'call:' .. ARGV[1]) == 0 then
  return 0
end
local known = redis.call('HGET', KEYS[1], field)
local was = known and string.match(known, '^%a+')
if known and not ((was == 'uncertain' and ARGV[2] ~= 'uncertain') or (was == 'failed' and ARGV[2] == 'done')) then
  return 0
end
redis.call('HSET', KEYS[1], field, ARGV[2] .. ' ' .. ARGV[3])
return 1
