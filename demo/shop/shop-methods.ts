import { FrappeError, frappeThrow, pythonError, statusOf } from '../frappe-error.ts';
import { rolesOf } from '../permissions/session-roles.ts';
import { MethodAnswer } from '../rpc/method-answer.ts';
import { bindArguments, type PythonParameter, pythonType } from '../rpc/python-arguments.ts';
import { TopLevel } from '../rpc/top-level.ts';
import type { RpcCall, RpcMethod, RpcMethods, SiteContext } from '../site-context.ts';
import { JOB_METHODS } from './shop-jobs.ts';

const API = 'shopfloor.api';
const APP = 'shopfloor';

/** The results of functions of the app's `api.py` that only return a value. */
const VALUES: Readonly<Record<string, unknown>> = {
  return_dict: { a: 1, b: [1, 2, { c: null }], ünï: 'cödé' },
  return_list: [1, 'two', 3.5, null, true],
  return_str: 'plain string',
  return_int: 42,
  return_big_int: 9007199254740992,
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: it is what the app returns
  return_float: 3.14159,
  return_bool: true,
  return_false: false,
  return_zero: 0,
  return_empty_list: [],
  return_none: null,
  return_types: {
    date: '2026-01-02',
    datetime: '2026-01-02 03:04:05.678901',
    time: '03:04:05',
    timedelta: '30:05:00',
    decimal: 12.34,
    set: [1, 2, 3],
  },
  custom_status: new MethodAnswer({ status: 202, result: { accepted: true } }),
  raw_response: new TopLevel({ foo: 'bar', items: [1, 2, 3] }),
  msg_single: new MethodAnswer({ result: { ok: true }, messages: [{ message: 'Saved well' }] }),
  msg_many: new MethodAnswer({
    result: 3,
    messages: [
      { message: 'First <i>message</i>', title: 'One', indicator: 'green' },
      { message: 'Second', isAlert: true },
      {
        message: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
    ],
  }),
  download_csv: new MethodAnswer({ file: { name: 'items.csv', content: 'a,b\n1,2\n' } }),
  go_elsewhere: new MethodAnswer({ redirect: '/api/method/ping' }),
  // The hook `override_whitelisted_methods` runs another function in its place.
  overridden: 'overridden by hook',
  overriding: 'overridden by hook',
};

const DUPLICATE = `('Shop Tag', 'Protected', IntegrityError(1062, "Duplicate entry 'Protected' for key 'PRIMARY'"))`;

/** The errors of those that only raise one. */
const RAISES: Readonly<Record<string, () => FrappeError>> = {
  raise_validation: () => raised('ValidationError', 'plain ValidationError'),
  raise_permission: () => raised('PermissionError', 'not for you'),
  raise_not_found: () => raised('DoesNotExistError', 'nothing here'),
  raise_duplicate: () =>
    raised('DuplicateEntryError', DUPLICATE, [
      { message: 'Shop Tag <strong>Protected</strong> already exists', title: 'Duplicate Name', indicator: 'red' },
    ]),
  raise_auth: () => raised('AuthenticationError', 'who are you'),
  raise_python: () => new FrappeError({ ...pythonError('ZeroDivisionError', 'division by zero').details, source: APP }),
  raise_teapot: () =>
    new FrappeError({
      ...frappeThrow('TeapotError', 'I am a teapot', 'Teapot').details,
      status: 418,
      module: `${API}.`,
      source: APP,
    }),
  throw_plain: () => thrown('Something is <b>wrong</b>'),
  throw_title: () => thrown('Stock is too low for ITEM-1', 'Stock Error'),
  throw_list: () => thrown(['first problem', 'second problem'], 'Several Problems'),
  throw_after_messages: () =>
    thrown('then it broke', 'Broken', [{ message: 'first note' }, { message: 'second note', indicator: 'orange' }]),
};

/** The app's `api.py`. */
export const SHOP_METHODS: RpcMethods = {
  ...named(Object.entries(VALUES).map(([name, value]) => [name, { run: () => value }])),
  ...named(
    Object.entries(RAISES).map(([name, raise]) => [
      name,
      {
        run: () => {
          throw raise();
        },
      },
    ]),
  ),
  ...named([
    ['only_get', { run: ({ parameters }) => `got ${parameters.value ?? 'x'}`, verbs: ['GET'] }],
    ['only_post', { run: ({ parameters }) => ({ posted: parameters.value ?? null }), verbs: ['POST'] }],
    ['only_put_delete', { run: ({ verb }) => ({ method: verb }), verbs: ['PUT', 'DELETE'] }],
    ['whoami', { run: whoAmI }],
    ['add', { run: add }],
    ['typed_all', { run: typedAll }],
    ['untyped', { run: untyped }],
    ['ping_guest', { run: () => 'pong from shopfloor', allowsGuests: true }],
    ['guest_post', { run: guestPost, allowsGuests: true, verbs: ['POST'] }],
    ['limited', { run: limited, allowsGuests: true }],
  ]),
  ...JOB_METHODS,
  // A Server Script of type API.
  shop_hello: { run: ({ context, parameters }) => ({ hello: parameters.name ?? 'World', user: context.session.user }) },
};

function named(entries: readonly (readonly [string, RpcMethod])[]): RpcMethods {
  return Object.fromEntries(entries.map(([name, method]) => [`${API}.${name}`, method]));
}

function raised(excType: string, text: string, messages: FrappeError['details']['messages'] = []): FrappeError {
  const status = statusOf(excType);
  const hasTraceback = status !== 404;
  return new FrappeError({ excType, status, module: 'frappe.exceptions.', text, messages, hasTraceback, source: APP });
}

function thrown(
  message: string | readonly string[],
  title = 'Message',
  before: FrappeError['details']['messages'] = [],
): FrappeError {
  const text = typeof message === 'string' ? message : `[${message.map((part) => `'${part}'`).join(', ')}]`;
  const { details } = frappeThrow('ValidationError', text, title);
  return new FrappeError({ ...details, messages: [...before, { message, title, isThrown: true }], source: APP });
}

function whoAmI({ context }: RpcCall): unknown {
  const { user } = context.session;
  return { user, roles: [...rolesOf(context.database, user)].sort() };
}

function add({ context, parameters }: RpcCall): unknown {
  const signature: PythonParameter[] = [
    { name: 'a', type: 'int' },
    { name: 'b', type: 'int', default: 2 },
  ];
  const { a, b } = bindArguments(
    context.dialect,
    { name: 'add', path: `${API}.add`, parameters: signature },
    parameters,
  );
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  const [first, second] = typeof a === 'string' ? ['str', pythonType(b)] : ['int', pythonType(b)];
  throw pythonError('TypeError', `can only concatenate ${first} (not "${second}") to ${first}`);
}

const TYPED: readonly PythonParameter[] = [
  { name: 'i', type: 'typing.Optional[int]', default: null },
  { name: 'f', type: 'float | None', default: null },
  { name: 's', default: null },
  { name: 'flag', type: 'bool', default: null },
  { name: 'items', type: 'typing.Optional[list]', default: null },
  { name: 'obj', default: null },
  { name: 'day', default: null },
  { name: 'at', default: null },
  { name: 'either', default: null },
  { name: 'nums', type: 'typing.Optional[list]', default: null },
];

function typedAll({ context, parameters }: RpcCall): unknown {
  const { dialect } = context;
  const bound = bindArguments(dialect, { name: 'typed_all', path: `${API}.typed_all`, parameters: TYPED }, parameters);
  // Text becomes a date on the way, and is shown as it was.
  const dates: Readonly<Record<string, string>> = dialect.major === 14 ? {} : { day: 'date', at: 'datetime' };
  return Object.fromEntries(
    Object.entries(bound).map(([name, value]) => {
      const type = value === null ? undefined : dates[name];
      return [name, { value, type: type ?? pythonType(value) }];
    }),
  );
}

function untyped({ context, parameters, command }: RpcCall): unknown {
  const { a, b = null, ...kwargs } = parameters;
  bindArguments(context.dialect, { name: 'untyped', path: `${API}.untyped`, parameters: [{ name: 'a' }] }, parameters);
  const all = command === null ? kwargs : { ...kwargs, cmd: command };
  return { a, a_type: pythonType(a), b, b_type: pythonType(b), kwargs: all };
}

function guestPost({ context, parameters }: RpcCall): unknown {
  return { guest: context.session.user, message: parameters.message ?? null };
}

const LIMIT = { calls: 5, ms: 60_000 };
const calls = new WeakMap<SiteContext['database'], number[]>();

/** `@rate_limit(limit=5, seconds=60)`. */
function limited({ context }: RpcCall): unknown {
  const now = Date.now();
  const recent = (calls.get(context.database) ?? []).filter((at) => at > now - LIMIT.ms);
  calls.set(context.database, [...recent, now]);
  if (recent.length < LIMIT.calls) return 'within the limit';
  const text = 'You hit the rate limit because of too many requests. Please try after sometime.';
  throw frappeThrow('RateLimitExceededError', text);
}
