#!/usr/bin/env node
import module from 'node:module';
import { main } from '../dist/cli.js';

// Node 22.8 and later keep the compiled code for the next start, in their own folder of temporary files.
module.enableCompileCache?.();
process.exitCode = await main(process.argv.slice(2), process);
