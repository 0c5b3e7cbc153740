import { UserError } from '../../config/index.ts';
import type { CollectionShape, Condition, Filter, Payload, Point, Search } from './store.ts';

/** The most that an id may take: beside 255 bytes of a product code there is nothing that a shop calls its goods. */
const mostIdBytes = 1024;

export function missingCollection(collection: string): UserError {
  return new UserError(`there are no vectors called “${collection}” yet: run “holdfast train” first`);
}

/** Names become file names, so they are kept plain. */
export function checkCollection(collection: string): void {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(collection)) {
    throw new UserError(
      `“${collection}” can't name a collection of vectors: use 1 to 63 small letters, digits, - and _, a letter first`,
    );
  }
}

export function checkShape(shape: CollectionShape): void {
  const names = [...Object.keys(shape.vectors), ...Object.keys(shape.payload)];
  const wrong = names.find((name) => !/^[a-z][a-z0-9_]{0,62}$/.test(name));
  if (wrong !== undefined) {
    throw new UserError(`“${wrong}” can't name a vector or a field: use small letters, digits and _, a letter first`);
  }
  for (const [name, dimensions] of Object.entries(shape.vectors)) {
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 65_536) {
      throw new UserError(`the vector “${name}” must have 1 to 65536 dimensions, not ${dimensions}`);
    }
  }
}

/** The points once each, in the order in which their ids first come; of two with one id the later. Throws a UserError at the first that does not fit. */
export function checkedPoints(shape: CollectionShape, points: Iterable<Point>): Point[] {
  const byId = new Map<string, Point>();
  for (const point of points) {
    checkPoint(shape, point);
    byId.set(point.id, point);
  }
  return [...byId.values()];
}

/** Throws a UserError that names the point, the vector or field, and both sizes or kinds. */
function checkPoint(shape: CollectionShape, { id, vectors, payload }: Point): void {
  if (id === '' || Buffer.byteLength(id) > mostIdBytes) {
    throw new UserError(`a vector's id must have 1 to ${mostIdBytes} bytes; this one has ${Buffer.byteLength(id)}`);
  }
  for (const [name, vector] of Object.entries(vectors)) checkVector(shape, name, vector, `of “${id}”`);
  for (const [field, value] of Object.entries(payload)) checkValue(shape, field, value, id);
}

export function checkSearch(shape: CollectionShape, search: Search): void {
  checkVector(shape, search.vector, search.query, 'to search for');
  if (!Number.isInteger(search.limit) || search.limit < 1) {
    throw new UserError(`a search must ask for 1 or more points, not ${search.limit}`);
  }
  checkFilter(shape, search.filter);
}

export function checkFilter(shape: CollectionShape, filter: Filter | undefined): void {
  for (const condition of filter?.where ?? []) checkCondition(shape, condition);
}

function checkVector(shape: CollectionShape, name: string, vector: Float32Array, which: string): void {
  const dimensions = Object.hasOwn(shape.vectors, name) ? shape.vectors[name] : undefined;
  if (dimensions === undefined) {
    throw new UserError(
      `the vectors are called ${Object.keys(shape.vectors).join(', ') || '(there are none)'}; there is no “${name}”`,
    );
  }
  if (vector.length !== dimensions) {
    throw new UserError(
      `the vector “${name}” ${which} has ${vector.length} dimensions, the collection was made for ${dimensions}: ` +
        'run “holdfast train” after a change of the model that makes the vectors',
    );
  }
  if (!vector.every(Number.isFinite)) {
    throw new UserError(`the vector “${name}” ${which} has values that are no finite numbers`);
  }
}

function kindOf(shape: CollectionShape, field: string): string {
  const kind = Object.hasOwn(shape.payload, field) ? shape.payload[field] : undefined;
  if (kind !== undefined) return kind;
  throw new UserError(
    `the fields are ${Object.keys(shape.payload).join(', ') || '(there are none)'}; there is no “${field}”`,
  );
}

function checkValue(shape: CollectionShape, field: string, value: Payload[string], id: string): void {
  const kind = kindOf(shape, field);
  if (value === null || value === undefined) return;
  if (kind === 'keyword' ? typeof value === 'string' : Number.isFinite(value)) return;
  throw new UserError(`the field “${field}” of “${id}” must be a ${kind}, not ${JSON.stringify(value)}`);
}

function checkCondition(shape: CollectionShape, condition: Condition): void {
  const kind = kindOf(shape, condition.field);
  const words = 'in' in condition || 'notIn' in condition;
  if (words !== (kind === 'keyword')) {
    const can = kind === 'keyword' ? 'in a list or not (in, notIn)' : 'in a range or not (atLeast, atMost)';
    throw new UserError(`the field “${condition.field}” is a ${kind}: it can be ${can}`);
  }
  if ('in' in condition || 'notIn' in condition) return;
  for (const bound of [condition.atLeast, condition.atMost]) {
    if (bound !== undefined && !Number.isFinite(bound)) {
      throw new UserError(`the bounds of “${condition.field}” must be finite numbers, not ${bound}`);
    }
  }
}
