'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// In a checkout that was not built, Node runs the sources as they are.
const isBuilt = existsSync(join(__dirname, '../dist/cli.js'));
import(isBuilt ? '../dist/cli.js' : '../src/cli.ts');
