import { UserError } from '../config/index.ts';
import { loadArtifact, publishArtifact } from '../warehouse/index.ts';
import type { Classifier } from './classifier.ts';
import type { SentimentModel } from './model.ts';

const artifact = 'sentiment';
/** Raised whenever features or files change their meaning: what was trained before must then be trained anew. */
const format = 3;

/** What `model.json` holds; the two large arrays lie beside it, little-endian. */
interface Description {
  readonly format: number;
  readonly notes: readonly string[];
  readonly classifier: (Omit<Classifier, 'buckets' | 'table' | 'bias'> & { readonly bias: readonly number[] }) | null;
}

/** Publishes the model under the data folder and returns its version. */
export async function saveSentiment(model: SentimentModel, dataDir: string): Promise<string> {
  const { classifier, notes } = model;
  const description: Description = {
    format,
    notes,
    classifier: classifier && {
      labels: classifier.labels,
      columns: classifier.columns,
      squareStep: classifier.squareStep,
      weightStep: classifier.weightStep,
      training: classifier.training,
      bias: [...classifier.bias],
    },
  };
  const files = new Map<string, Uint8Array | string>([['model.json', JSON.stringify(description, null, 2)]]);
  if (classifier) {
    files.set('table.i16', bytesOf(classifier.table));
    files.set('buckets.u32', bytesOf(classifier.buckets));
  }
  return publishArtifact(dataDir, artifact, files);
}

/** The model that was saved last; undefined when none ever was. Throws a UserError when its files are damaged or of another format. */
export async function loadSentiment(dataDir: string): Promise<SentimentModel | undefined> {
  const stored = loadArtifact(dataDir, artifact);
  if (stored === undefined) return undefined;
  const { version, files } = stored;
  const description = JSON.parse(files.get('model.json')!.toString('utf8')) as Description;
  if (description.format !== format) {
    throw new UserError(
      `the sentiment model in ${dataDir} was written by another version of Holdfast (format ${description.format}, this one reads ${format}): run “holdfast train” again`,
    );
  }
  const { classifier, notes } = description;
  if (classifier === null) return { version, notes, classifier };
  return {
    version,
    notes,
    classifier: {
      ...classifier,
      bias: Float64Array.from(classifier.bias),
      table: new Int16Array(alignedCopy(files.get('table.i16')!)),
      buckets: new Uint32Array(alignedCopy(files.get('buckets.u32')!)),
    },
  };
}

function bytesOf(array: Int16Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A buffer from the file system need not begin where a typed array of larger numbers may. */
function alignedCopy(buffer: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(buffer.byteLength);
  new Uint8Array(copy).set(buffer);
  return copy;
}
