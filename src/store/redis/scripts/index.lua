-- Hints at a call, before it is written: where to look for it, and when its lease may have run out.
-- KEYS due, live, calls | ARGV call id, lease until, started at
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
return 1
