import { buildASTSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { suggestQueries } from '../../src/commands/simulation/suggest-queries.ts';
import { buildSchema } from '../../src/features/build-schema.ts';
import { DEFAULT_SCHEMA_CONFIG } from '../../src/schema/model/schema-config.ts';
import { readText } from '../law/source-files.ts';
import { readErpnextSite, WITHOUT_ERPNEXT } from '../support/erpnext.ts';
import { startTestGateway } from '../support/start-gateway.ts';

describe('queries to begin with', () => {
  test('of the shop are about its own DocTypes, and have answers', async () => {
    await using gateway = await startTestGateway();
    const { model } = gateway.gateway.site.current();
    const [list = '', filtered = '', subscription = ''] = suggestQueries(model, new Set(['shopfloor']));
    expect(list).toMatch(/^\{\n {2}shop\w+\(first: 3\)/);
    expect(subscription).toMatch(/^subscription \{ shop\w+Changed /);
    const schema = buildASTSchema(parse(readText('schema/gateway.graphql')));
    expect(validate(schema, parse(subscription))).toEqual([]);
    for (const query of [list, filtered]) {
      const { data, errors } = await gateway.query(query, { as: 'carol' });
      expect([query, errors]).toEqual([query, undefined]);
      expect((Object.values(data)[0] as { nodes: object[] }).nodes).toHaveLength(3);
    }
  });

  test('of a site without apps ask for the site', async () => {
    await using gateway = await startTestGateway();
    const { model } = gateway.gateway.site.current();
    expect(suggestQueries(model, new Set())).toEqual(['{ site { frappeVersion apps { name } } }']);
  });

  test.skipIf(WITHOUT_ERPNEXT)(
    `of ERPNext are valid${WITHOUT_ERPNEXT ? ` (skipped: ${WITHOUT_ERPNEXT})` : ''}`,
    { timeout: 60_000 },
    () => {
      const { schema, model } = buildSchema(readErpnextSite(), DEFAULT_SCHEMA_CONFIG);
      // The recorded metadata does not say which app a module is of.
      const queries = suggestQueries(model, new Set(['']));
      expect(queries.length).toBeGreaterThan(1);
      for (const query of queries) expect([query, ...validate(schema, parse(query))]).toEqual([query]);
    },
  );
});
