-- Keeps the lease. Never shortens it: a renewal that was held up on its way may come after a later one.
-- KEYS call | ARGV token, lease until, owner
local facts = redis.call('HMGET', KEYS[1], 'token', 'owner', 'until')
if facts[1] ~= ARGV[1] or facts[2] ~= ARGV[3] then
  return 0
end
if tonumber(ARGV[2]) > tonumber(facts[3]) then
  redis.call('HSET', KEYS[1], 'until', ARGV[2])
end
return 1
