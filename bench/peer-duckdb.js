// Reads a log with DuckDB and counts the same columns: what the fastest JSON reader does, which validates nothing.
//   node bench/peer-duckdb.js <log> <threads>
import { DuckDBInstance } from '@duckdb/node-api';

const [path = '', threads = '1'] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
const properties = 'STRUCT("conversationId" VARCHAR, "messageId" VARCHAR, message_body VARCHAR, role VARCHAR)';
const columns = `{type: 'VARCHAR', event: 'VARCHAR', "userId": 'VARCHAR', "messageId": 'VARCHAR', "timestamp": 'VARCHAR', properties: '${properties}'}`;
const counted = [
  ...['type', 'event', '"userId"', '"messageId"', '"timestamp"'],
  ...['conversationId', 'messageId', 'message_body', 'role'].map((name) => `properties."${name}"`),
];
const reader = await connection.runAndReadAll(
  `SELECT count(*), ${counted.map((column) => `count(${column})`).join(', ')} FROM read_json('${path.replaceAll("'", "''")}', format = 'newline_delimited', columns = ${columns})`,
);
console.log(JSON.stringify({ records: Number(reader.getRows()[0]?.[0]) }));
