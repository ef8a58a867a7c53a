#!/usr/bin/env node
// biome-ignore-all lint: This is in old syntax, so that an old Node prints one line in place of a syntax error.
'use strict';
var needed = require('../package.json').engines.node.replace('>=', '');
var parts = process.versions.node.split('.');
var least = needed.split('.');
var isOld = Number(parts[0]) < Number(least[0]) || (parts[0] === least[0] && Number(parts[1]) < Number(least[1]));
var problem = 'frappe-graphql needs Node ' + needed + ' or later; this is Node ' + process.versions.node + '.';
var remedy = 'Install Node 24 (https://nodejs.org), or run: npx -p node@24 -p frappe-graphql frappe-graphql';
if (isOld) {
  console.error(problem + ' ' + remedy);
  process.exit(1);
}
require('./load.cjs');
