import { WITH_KEY } from './start-collector.js';

/** Posts a body as JSON, with a write key; returns the status. */
export async function post(url: string, body: unknown, path = '/v1/batch'): Promise<number> {
  const response = await fetch(url + path, { method: 'POST', headers: WITH_KEY, body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}
