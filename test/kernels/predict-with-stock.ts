import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';

// Run as a process of its own, which knows nothing of our layer: reads a saved model and inputs from the folder, prints the outputs.
const folder = process.argv[2]!;
const saved = JSON.parse(readFileSync(`${folder}/model.json`, 'utf8'));
const weights = readFileSync(`${folder}/weights.bin`);
const inputs = JSON.parse(readFileSync(`${folder}/inputs.json`, 'utf8'));
await tf.setBackend('cpu');
const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength);
const model = await loadLayersModel(tf.io.fromMemory({ ...saved, weightData }));
const output = model.predict(tf.tensor3d(inputs)) as tf.Tensor;
process.stdout.write(JSON.stringify([...output.dataSync()]));
