-- Removes a call, whole.
-- KEYS call, log, ledger, mark | ARGV force (1 or 0)
local live = redis.call('HGET', KEYS[1], 'live')
if not live then
  return 'missing'
end
if live == '1' and ARGV[1] ~= '1' then
  return 'live'
end
redis.call('DEL', unpack(KEYS))
return 'erased'
