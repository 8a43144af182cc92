-- Takes a call over: raises its token, so that whoever had it is fenced.
-- KEYS call, ledger | ARGV owner, lease until, now, force (1 or 0)
local facts = redis.call('HMGET', KEYS[1], 'token', 'owner', 'until')
if not facts[1] then
  return 'missing'
end
if ARGV[4] ~= '1' and tonumber(facts[3]) > tonumber(ARGV[3]) and facts[2] ~= ARGV[1] then
  return 'held'
end
redis.call('HINCRBY', KEYS[1], 'token', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', ARGV[2])
return { redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]) }
