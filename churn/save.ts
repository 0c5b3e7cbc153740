import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { loadArtifact, publishArtifact } from '../warehouse/index.ts';
import { startBackend } from './backend.ts';
import { registerFusedGru } from './fused-gru.ts';
import type { ChurnModel, Predictor, SequencePredictor } from './model.ts';
import { OutdatedModelError } from './outdated-model.ts';

const name = 'churn';
/** Of the files below; a model in another format is trained anew. */
const format = 11;

/**
 * Writes the model under `dataDir/models/churn`, whole or not at all: each network as a LayersModel (`network-0.json` with its weights `network-0.bin`, which stock TensorFlow.js loads),
 * everything else in `churn.json`. Returns its version.
 */
export async function saveChurn(model: ChurnModel, dataDir: string): Promise<string> {
  const files = new Map<string, Uint8Array | string>();
  const { version: _, predictor, ...rest } = model;
  const members = predictor.kind === 'sequence' ? predictor.ensemble.members : [];
  for (const [index, network] of members.entries()) {
    const artifacts = await artifactsOf(network);
    const weights = new Uint8Array(io.CompositeArrayBuffer.join(artifacts.weightData));
    const { modelTopology, weightSpecs } = artifacts;
    const weightsManifest = [{ paths: [`network-${index}.bin`], weights: weightSpecs }];
    files.set(`network-${index}.json`, JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }));
    files.set(`network-${index}.bin`, weights);
  }
  files.set('churn.json', JSON.stringify({ format, ...rest, predictor: withoutNetworks(predictor) }, null, 2));
  return publishArtifact(dataDir, name, files);
}

/** The model that was saved last; undefined when there is none. Throws UserError where its files are damaged, OutdatedModelError where another Holdfast wrote them. */
export async function loadChurn(dataDir: string): Promise<ChurnModel | undefined> {
  const artifact = loadArtifact(dataDir, name);
  if (!artifact) return undefined;
  const { format: found, predictor, ...rest } = JSON.parse(String(artifact.files.get('churn.json'))) as SavedModel;
  if (found !== format) {
    throw new OutdatedModelError(dataDir, found, format);
  }
  const whole = { ...rest, version: artifact.version };
  if (predictor.kind !== 'sequence') return { ...whole, predictor };
  await startBackend();
  registerFusedGru();
  const members = [];
  for (let index = 0; index < predictor.ensemble.members; index++) {
    const { modelTopology, weightsManifest } = JSON.parse(String(artifact.files.get(`network-${index}.json`)));
    const bytes = artifact.files.get(`network-${index}.bin`)!;
    const network = await loadLayersModel(
      io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: new Uint8Array(bytes).buffer,
      }),
    );
    members.push(network);
  }
  return { ...whole, predictor: { ...predictor, ensemble: { ...predictor.ensemble, members } } };
}

type SavedModel = Omit<ChurnModel, 'version' | 'predictor'> & { format: number; predictor: SavedPredictor };
type SavedPredictor =
  | Exclude<Predictor, SequencePredictor>
  | (Omit<SequencePredictor, 'ensemble'> & {
      ensemble: { members: number; spendScale: SequencePredictor['ensemble']['spendScale'] };
    });

function withoutNetworks(predictor: Predictor): SavedPredictor {
  if (predictor.kind !== 'sequence') return predictor;
  const { members, spendScale } = predictor.ensemble;
  return {
    ...predictor,
    ensemble: { members: members.length, spendScale },
  };
}

async function artifactsOf(network: LayersModel): Promise<io.ModelArtifacts> {
  let caught: io.ModelArtifacts | undefined;
  await network.save(
    io.withSaveHandler(async (artifacts) => {
      caught = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return caught!;
}
