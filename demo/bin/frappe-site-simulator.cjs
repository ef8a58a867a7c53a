#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// In a checkout that was not built, Node runs the sources as they are.
const isBuilt = existsSync(join(__dirname, '../dist/main.js'));
import(isBuilt ? '../dist/main.js' : '../main.ts');
