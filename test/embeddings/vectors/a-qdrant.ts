import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The requests of Qdrant's REST interface that the store makes, over maps in memory. Written after Qdrant 1.16's behaviour, which the same suite is run against. */
export interface QdrantServer {
  readonly url: string;
  readonly collections: Map<string, Collection>;
  readonly aliases: Map<string, string>;
  /** `METHOD /path` of every request that came, the api-key header behind it where one was sent. */
  readonly requests: string[];
  /** Called before a request is carried out; what it returns is done in its place. */
  fault: (number: number, route: string) => Fault | undefined;
  /** Stops listening and cuts every connection, as a killed server does; what it holds stays. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

/** `lost`: carried out, but the connection breaks before the answer. `cut`: not carried out. A number: not carried out, answered with this status. */
export type Fault = 'lost' | 'cut' | number;

interface Collection {
  readonly vectors: Record<string, { size: number; distance: string }>;
  readonly schema: Record<string, { data_type: string; points: number }>;
  readonly points: Map<string, Stored>;
  readonly created: Record<string, unknown>;
}
interface Stored {
  readonly id: string;
  readonly vector: Record<string, number[]>;
  readonly payload: Record<string, string | number>;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function openQdrant(apiKey?: string): Promise<QdrantServer> {
  const collections = new Map<string, Collection>();
  const aliases = new Map<string, string>();
  let port = 0;
  let http = createServer();

  const server: QdrantServer = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    collections,
    aliases,
    requests: [],
    fault: () => undefined,
    async stop() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
    async start() {
      http = createServer((request, response) => void answer(request, response));
      http.listen(port, '127.0.0.1');
      await once(http, 'listening');
      port = (http.address() as AddressInfo).port;
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const route = `${request.method} ${pathname}`;
    const key = request.headers['api-key'];
    server.requests.push(key === undefined ? route : `${route} ${key}`);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The client died or the server was stopped in the middle of a request: nothing is carried out.
      return;
    }
    const fault = server.fault(server.requests.length, route);
    if (fault === 'cut') {
      request.socket.destroy();
      return;
    }
    let status = 200;
    let body: unknown;
    try {
      if (typeof fault === 'number') throw new Refusal(fault, `asked to fail with ${fault}`);
      if (apiKey !== undefined && key !== apiKey) throw new Refusal(403, 'Must provide an API key');
      const sent: unknown = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      body = {
        result: carryOut(request.method!, pathname.split('/').slice(1).map(decodeURIComponent), sent),
        status: 'ok',
        time: 0,
      };
    } catch (error) {
      status = error instanceof Refusal ? error.status : 400;
      body = { status: { error: (error as Error).message }, time: 0 };
    }
    if (fault === 'lost') {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  // biome-ignore lint/suspicious/noExplicitAny: bodies are checked by the real server, which the same suite runs against
  function carryOut(method: string, path: string[], body: any): unknown {
    const [room, name, ...rest] = path;
    const what = `${method} ${[room, name === undefined ? '' : '*', ...rest].filter(Boolean).join('/')}`;
    if (what === 'GET aliases') {
      return { aliases: [...aliases].map(([alias_name, collection_name]) => ({ alias_name, collection_name })) };
    }
    if (what === 'GET collections') return { collections: [...collections.keys()].map((each) => ({ name: each })) };
    if (what === 'POST collections/*' && name === 'aliases') return moveAliases(body.actions);
    if (what === 'PUT collections/*') return create(name!, body);
    if (what === 'DELETE collections/*') {
      for (const [alias, target] of aliases) if (target === name) aliases.delete(alias);
      return collections.delete(name!);
    }
    const collection = find(name!);
    switch (what) {
      case 'GET collections/*':
        return {
          status: 'green',
          points_count: collection.points.size,
          config: { params: { vectors: collection.vectors } },
          payload_schema: collection.schema,
        };
      case 'PUT collections/*/index':
        collection.schema[body.field_name] = { data_type: body.field_schema, points: 0 };
        return { operation_id: 1, status: 'completed' };
      case 'PUT collections/*/points':
        return upsert(collection, body.points);
      case 'POST collections/*/points/delete':
        for (const id of body.points) collection.points.delete(id);
        return { operation_id: 1, status: 'completed' };
      case 'POST collections/*/points/count':
        return { count: [...collection.points.values()].filter((point) => passes(point, body.filter)).length };
      case 'POST collections/*/points/query/batch':
        return body.searches.map((search: Query) => ({ points: query(collection, search) }));
    }
    throw new Refusal(404, `no route ${what}`);
  }

  function find(name: string): Collection {
    const found = collections.get(aliases.get(name) ?? name);
    if (!found) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return found;
  }

  function create(name: string, body: { vectors: Collection['vectors'] }): boolean {
    if (collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
    collections.set(name, { vectors: body.vectors, schema: {}, points: new Map(), created: { ...body } });
    return true;
  }

  function moveAliases(actions: { create_alias: { alias_name: string; collection_name: string } }[]): boolean {
    for (const { create_alias: moved } of actions) {
      if (!collections.has(moved.collection_name)) throw new Refusal(404, `Not found: ${moved.collection_name}`);
      aliases.set(moved.alias_name, moved.collection_name);
    }
    return true;
  }

  await server.start();
  return server;
}

function upsert({ points, vectors }: Collection, sent: Stored[]): unknown {
  for (const { vector } of sent) {
    for (const [name, values] of Object.entries(vector)) {
      const size = vectors[name]?.size;
      if (size === undefined) throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
      if (size !== values.length) {
        throw new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${size}, got ${values.length}`);
      }
    }
  }
  for (const point of sent) points.set(point.id, point);
  return { operation_id: 1, status: 'completed' };
}

interface Query {
  readonly query: number[];
  readonly using: string;
  readonly limit: number;
  readonly filter?: Filter;
}
interface Filter {
  readonly must: Condition[];
  readonly must_not: Condition[];
}
interface Condition {
  readonly has_id?: string[];
  readonly key?: string;
  readonly match?: { any: string[] };
  readonly range?: { gte: number | null; lte: number | null };
}

function query({ points, vectors }: Collection, { query: wanted, using, limit, filter }: Query): unknown[] {
  if (vectors[using]?.size !== wanted.length) throw new Refusal(400, 'Wrong input: Vector dimension error');
  return [...points.values()]
    .filter((point) => point.vector[using] && passes(point, filter))
    .map(({ id, vector, payload }) => ({
      id,
      version: 0,
      payload,
      score: wanted.reduce((sum, value, k) => sum + value * vector[using]![k]!, 0),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

function passes(point: Stored, filter: Filter | undefined): boolean {
  if (!filter) return true;
  return filter.must.every((one) => holds(point, one)) && !filter.must_not.some((one) => holds(point, one));
}

function holds({ id, payload }: Stored, { has_id, key, match, range }: Condition): boolean {
  if (has_id) return has_id.includes(id);
  const value = payload[key!];
  if (match) return match.any.includes(value as string);
  return typeof value === 'number' && value >= (range?.gte ?? -Infinity) && value <= (range?.lte ?? Infinity);
}
