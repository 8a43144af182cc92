-- A call whose snapshot cannot be read is live no more.
-- KEYS call | ARGV token
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'live', 0)
end
return 1
