import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { METRIC_FAMILIES } from '../../src/server/metrics/metric-families.ts';
import { SETTING_NAMES, SETTINGS } from '../../src/settings.ts';
import { ROOT, readText } from './source-files.ts';

const FILES = ['Dockerfile', ...globSync('deploy/**/*', { cwd: ROOT }).filter((path) => /\.\w+$|file$/.test(path))];

/** Variables of Node, of Docker and of the files themselves. */
const OTHERS = /^(NODE_\w+|AF_\w+|GATEWAY_\w+|SITE_NAME|FRAPPE_NETWORK|FRAPPE_SITE_NAME_HEADER)$/;

describe('the files to deploy', () => {
  test.each(FILES)('%s names settings that exist', (path) => {
    const named = readText(path).match(/\b[A-Z]+_[A-Z_]+\b/g) ?? [];
    expect(named.filter((name) => !SETTING_NAMES.includes(name) && !OTHERS.test(name))).toEqual([]);
  });

  test.each([
    ['deploy/kubernetes/gateway.yaml', /terminationGracePeriodSeconds: (\d+)/, 'deploy/kubernetes/kustomization.yaml'],
    ['deploy/compose.yaml', /stop_grace_period: (\d+)s/, 'deploy/compose.yaml'],
    ['deploy/frappe-graphql.service', /TimeoutStopSec=(\d+)/, 'deploy/frappe-graphql.service'],
  ])('%s waits until the gateway has drained', (path, grace, settings) => {
    const seconds = ['DRAIN_DELAY_SECONDS', 'DRAIN_SECONDS'].map((name) => {
      const text = new RegExp(`\\b${name}[=:] ?"?(\\d+)`).exec(readText(settings))?.[1];
      return Number(SETTINGS[name]?.parse(text));
    });
    expect(Number(grace.exec(readText(path))?.[1])).toBeGreaterThan(seconds.reduce((sum, one) => sum + one, 0));
  });

  test('show every metric of the gateway in the dashboard, and ask for no other', () => {
    const dashboard = readText('deploy/grafana-dashboard.json');
    const own = METRIC_FAMILIES.map(({ name }) => name);
    const asked = [...new Set(dashboard.match(/\b(?:graphql|frappe)_[a-z_]+/g))].map((name) =>
      name.replace(/_(?:bucket|count|sum)$/, ''),
    );
    expect([...new Set(asked)].sort()).toEqual([...own].sort());
    const guide = readText('docs/observability.md');
    expect(own.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  test('scale by a metric that the dashboard shows', () => {
    const [, name = ''] = /name: (nodejs_\w+)/.exec(readText('deploy/kubernetes/event-loop-autoscaler.yaml')) ?? [];
    expect(readText('deploy/grafana-dashboard.json')).toContain(`(${name})`);
  });

  test('have one place for the account that an image is published under', () => {
    const all = globSync(['deploy/**/*.*', '.github/**/*.*', 'docs/**/*.md', 'Dockerfile', 'README.md'], { cwd: ROOT });
    const named = all.filter((path) => /\/OWNER\b/.test(readText(path)));
    expect(named).toEqual(['deploy/kubernetes/kustomization.yaml']);
    expect(readText('docs/releasing.md')).toContain('`OWNER` in [`deploy/kubernetes/kustomization.yaml`]');
  });

  test('run as a user with a number, on a file system that is read-only but for one folder', () => {
    const dockerfile = readText('Dockerfile');
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["frappe-graphql"\]$/m);
    const folders = [...dockerfile.matchAll(/(?:NODE_COMPILE_CACHE|TMPDIR)=(\S+)/g)].map((match) => match[1] ?? '');
    expect(folders.filter((folder) => !folder.startsWith('/app/.cache'))).toEqual([]);
    expect(readText('deploy/compose.yaml')).toContain('read_only: true');
    expect(readText('deploy/kubernetes/gateway.yaml')).toContain('readOnlyRootFilesystem: true');
  });
});
