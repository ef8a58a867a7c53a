/** Packages whose decorators keep the signature of a function, and whitelist nothing. */
const KNOWN = new Set(
  `__future__ abc asyncio atexit attr attrs builtins celery click codecs contextlib copy dataclasses enum flask freezegun
  frappe functools google hypothesis json mock numba numpy operator pandas parameterized pydantic pytest requests
  requests_mock responses rq sqlalchemy tenacity threading time typer types typing typing_extensions unittest warnings
  werkzeug wrapt`.split(/\s+/),
);

/** Whether a decorator of a package is known to be harmless. */
export function isKnownPackage(path: string): boolean {
  return KNOWN.has(path.split('.')[0] ?? path);
}
