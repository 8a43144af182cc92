-- Begins a call, unless it is there.
-- KEYS call | ARGV owner, lease until, bundle, flow, started at, direction, ttl
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 'exists'
end
redis.call('HSET', KEYS[1],
  'token', 1, 'owner', ARGV[1], 'until', ARGV[2], 'live', 1, 'seq', 0,
  'bundle', ARGV[3], 'flow', ARGV[4], 'startedAt', ARGV[5], 'direction', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return 'created'
