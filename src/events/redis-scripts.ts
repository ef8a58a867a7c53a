/**
 * Keeps events that are news, by the rules of `event-order.ts`, and forgets those beyond the retention; all at once,
 * whichever process asks. The log gets an id when there is none: a Redis that lost it has lost its events too.
 *
 * KEYS: meta, stream, and what is known of each event's document. ARGV: an id for a new log, milliseconds and number
 * of the retention, the source, the horizon or nothing, and four values for each event: DocType, name, kind, modified
 * or nothing.
 *
 * @returns the log's id and the number of its newest event.
 */
export const APPEND = `
local meta, stream = KEYS[1], KEYS[2]
local keepMs, keepCount, source, horizon = tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if redis.call('HEXISTS', meta, 'id') == 0 then
  redis.call('DEL', stream)
  redis.call('HSET', meta, 'id', ARGV[1], 'seq', 0)
end
local function has(kinds, kind) return string.find(kinds, ',' .. kind .. ',', 1, true) ~= nil end
for i = 3, #KEYS do
  local at = 6 + (i - 3) * 4
  local doctype, name, kind, modified = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local known = redis.call('GET', KEYS[i])
  local before, kinds = '', ''
  if known then before, kinds = string.match(known, '^([^|]*)|(.*)$') end
  local gone = has(kinds, 'DELETE')
  if source == 'found' and kind == 'INSERT' and known and not gone then kind = 'UPDATE' end
  local news = true
  if gone and kind == 'DELETE' then
    news = false
  elseif known and modified ~= '' and before ~= '' then
    if modified ~= before then
      news = modified > before or (horizon ~= '' and before > horizon)
    else
      news = source == 'announced' and kind ~= 'UPDATE' and not gone and not has(kinds, kind)
    end
  end
  if news then
    local value = known
    if not known or (modified ~= '' and modified ~= before) then
      value = modified .. '|,' .. kind .. ','
    elseif modified ~= '' then
      value = before .. '|' .. kinds .. kind .. ','
    elseif kind == 'DELETE' or gone then
      value = before .. '|,' .. kind .. ','
    end
    redis.call('SET', KEYS[i], value, 'PX', keepMs)
    local seq = redis.call('HINCRBY', meta, 'seq', 1)
    redis.call('XADD', stream, 'MAXLEN', keepCount, seq .. '-0',
      'at', string.format('%.0f', now), 'doctype', doctype, 'name', name, 'kind', kind, 'modified', modified)
  end
end
while true do
  local last = nil
  for _, entry in ipairs(redis.call('XRANGE', stream, '-', '+', 'COUNT', 100)) do
    if tonumber(entry[2][2]) >= now - keepMs then break end
    last = entry[1]
  end
  if not last then break end
  redis.call('XTRIM', stream, 'MINID', (tonumber(string.match(last, '^%d+')) + 1) .. '-0')
end
return redis.call('HMGET', meta, 'id', 'seq')
`;

/** KEYS: the duty. ARGV: the process, and its milliseconds. @returns 1 if the process has it now. */
export const LEASE = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** Gives the log another id where it still has the former one. KEYS: meta. ARGV: both. */
export const RENAME = `
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then redis.call('HSET', KEYS[1], 'id', ARGV[2]) end
return 1
`;
