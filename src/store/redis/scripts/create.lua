-- Begins a call, unless it is there.
-- KEYS call, ledger | ARGV owner, lease until, bundle, flow, started at, direction, ttl, then where something is intended: key, record
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 'exists'
end
redis.call('HSET', KEYS[1],
  'token', 1, 'owner', ARGV[1], 'until', ARGV[2], 'live', 1, 'seq', 0,
  'bundle', ARGV[3], 'flow', ARGV[4], 'startedAt', ARGV[5], 'direction', ARGV[6])
if ARGV[8] then
  redis.call('HSET', KEYS[2], 'call:' .. ARGV[8], ARGV[9])
  redis.call('PEXPIRE', KEYS[2], ARGV[7])
end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return 'created'
