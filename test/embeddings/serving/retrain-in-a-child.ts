/** `FOLDER N`: publishes the other version of the recommender that FOLDER holds, and dies by SIGKILL at the N-th call that changes the disk. Prints `published` when it came to the end. */
import { faultyDisk } from '../vectors/fault-at-call.ts';

const [folder, number] = process.argv.slice(2);
const disk = faultyDisk();
const { loadRecommender } = await import('../../../embeddings/save.ts');
const { publishRecommender } = await import('../../../embeddings/serving/publish.ts');
const { openEmbeddedStore } = await import('../../../embeddings/vectors/embedded.ts');
const { otherVersion, textOf } = await import('./other-version.ts');
const newer = otherVersion((await loadRecommender(folder!))!);
const text = await textOf(newer, 2);
disk.at(Number(number), () => process.kill(process.pid, 'SIGKILL'));
await publishRecommender(newer, text, openEmbeddedStore(folder!), folder!);
process.stdout.write('published');
