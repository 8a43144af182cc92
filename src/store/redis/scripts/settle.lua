-- Settles an intended tool call once; what was uncertain may still become certain.
-- KEYS ledger | ARGV key, state, outcome
local field = 'state:' .. ARGV[1]
if redis.call('HEXISTS', KEYS[1], 'call:' .. ARGV[1]) == 0 then
  return 0
end
local known = redis.call('HGET', KEYS[1], field)
if known and not (string.sub(known, 1, 10) == 'uncertain ' and ARGV[2] ~= 'uncertain') then
  return 0
end
redis.call('HSET', KEYS[1], field, ARGV[2] .. ' ' .. ARGV[3])
return 1
