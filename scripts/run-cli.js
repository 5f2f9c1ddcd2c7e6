// Runs the command line from src/, without a build:
//   npm run cli -- validate log.ndjson
import { register } from 'tsx/esm/api';
import { makeGenerated } from './make-generated.js';

await makeGenerated();
register();
const { main } = await import('../src/cli/main.js');
process.exitCode = await main(process.argv.slice(2), process);
