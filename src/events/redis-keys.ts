import { createHash } from 'node:crypto';
import type { Redis } from '../redis/redis-connection.ts';
import { documentText, KEY_MS, KEYS_PER_OWNER, type KeptKey, type KeyChange, type KeyStore } from './key-store.ts';

/** Milliseconds for which a process counts as running after it last said so, and between two times that it says so. */
const ALIVE_MS = 6_000;
const BEAT_MS = 2_000;

/**
 * Replaces a key if it is still that of an attempt, and if its documents belong to no other key or are taken over. A value is the attempt,
 * a line break, and the rest.
 *
 * KEYS: the key, its owner's keys by the time of their requests, the process, the documents. ARGV: the attempt that is
 * expected or nothing, the new value or nothing, the id, 1 for a request that begins, milliseconds to keep it, the keys
 * that an owner can have, the beginning of all keys, milliseconds for which the process is alive, and 1 to take
 * documents over.
 *
 * @returns 1 if it was replaced, else 0.
 */
const REPLACE = `
local expected, value, id, begins, keepMs = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1', ARGV[5]
local current = redis.call('GET', KEYS[1])
if (current and string.match(current, '^[^\\n]*') or '') ~= expected then return 0 end
for i = 4, #KEYS do
  local claim = redis.call('GET', KEYS[i])
  if claim and claim ~= id and ARGV[9] ~= '1' then return 0 end
end
if value == '' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], id)
  return 1
end
for i = 4, #KEYS do redis.call('SET', KEYS[i], id, 'PX', keepMs) end
if not begins then
  redis.call('SET', KEYS[1], value, 'KEEPTTL')
  return 1
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('SET', KEYS[1], value, 'PX', keepMs)
redis.call('SET', KEYS[3], '1', 'PX', ARGV[8])
redis.call('ZADD', KEYS[2], string.format('%.0f', now), id)
redis.call('PEXPIRE', KEYS[2], keepMs)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - tonumber(keepMs)))
local extra = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[6])
if extra > 0 then
  for _, old in ipairs(redis.call('ZRANGE', KEYS[2], 0, extra - 1)) do
    redis.call('DEL', ARGV[7] .. old)
    redis.call('ZREM', KEYS[2], old)
  end
end
return 1
`;

/** Keys that several processes share. Each one says that it is running while it may have requests with keys. */
export class RedisKeys implements KeyStore {
  readonly self: string;
  readonly #redis: Redis;
  readonly #prefix: string;
  #beat: NodeJS.Timeout | undefined;

  /** @param prefix the beginning of all keys of the site. */
  constructor(redis: Redis, prefix: string, self: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.self = self;
  }

  async read(id: string): Promise<{ kept: KeptKey; age: number } | null> {
    const key = this.#keyOf(id);
    const [value, left] = await Promise.all([this.#redis.get(key), this.#redis.pttl(key)]);
    return value === null || left < 0 ? null : { kept: fromValue(value), age: KEY_MS - left };
  }

  async replace({ id, owner, expected, next, takesOver }: KeyChange): Promise<boolean> {
    const begins = next?.state === 'begun';
    if (begins) this.#startBeat();
    const documents = next?.made.map(({ name }) => this.#claimOf(next.doctype, name)) ?? [];
    const keys = [this.#keyOf(id), `${this.#prefix}keys-of:${owner}`, this.#aliveOf(this.self), ...documents];
    const kept = [id, begins ? '1' : '0', KEY_MS, KEYS_PER_OWNER, this.#keyOf(''), ALIVE_MS, takesOver ? '1' : '0'];
    const args = [expected ?? '', next === null ? '' : toValue(next), ...kept];
    return (await this.#redis.eval(REPLACE, keys.length, ...keys, ...args)) === 1;
  }

  async claimed(doctype: string, names: readonly string[]): Promise<ReadonlySet<string>> {
    if (names.length === 0) return new Set();
    const claims = await this.#redis.mget(names.map((name) => this.#claimOf(doctype, name)));
    return new Set(names.filter((_name, index) => claims[index] !== null));
  }

  async isAlive(process: string): Promise<boolean> {
    return process === this.self || (await this.#redis.exists(this.#aliveOf(process))) === 1;
  }

  close(): void {
    clearInterval(this.#beat);
  }

  #startBeat(): void {
    this.#beat ??= setInterval(() => {
      this.#redis.set(this.#aliveOf(this.self), '1', 'PX', ALIVE_MS).catch(() => {});
    }, BEAT_MS).unref();
  }

  #keyOf(id: string): string {
    return `${this.#prefix}key:${id}`;
  }

  #aliveOf(process: string): string {
    return `${this.#prefix}alive:${process}`;
  }

  #claimOf(doctype: string, name: string): string {
    return `${this.#prefix}made:${createHash('sha256').update(documentText(doctype, name)).digest('base64url')}`;
  }
}

function toValue({ attempt, ...kept }: KeptKey): string {
  return `${attempt}\n${JSON.stringify(kept)}`;
}

function fromValue(value: string): KeptKey {
  const end = value.indexOf('\n');
  return { attempt: value.slice(0, end), ...(JSON.parse(value.slice(end + 1)) as Omit<KeptKey, 'attempt'>) };
}
