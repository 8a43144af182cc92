-- Gives the call up.
-- KEYS call | ARGV token
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'owner', '', 'until', 0)
return 1
