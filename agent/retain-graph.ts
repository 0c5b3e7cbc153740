import { END, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { readDraft } from '../retention/index.ts';
import { RetainState } from './retain-state.ts';
import { retainSteps } from './retain-steps.ts';
import type { RetentionRoom } from './room.ts';

/**
 * The retain graph, one thread a customer and campaign:
 * gather → decide → write → verify (→ write again, twice at most, the second time or the third by the template) → store → wait for a person → settle.
 * Its checkpoints lie in the store's own file.
 */
export function buildRetainGraph(room: RetentionRoom) {
  const steps = retainSteps(room);
  return new StateGraph(RetainState)
    .addNode('gather', steps.gather)
    .addNode('decide', steps.decide)
    .addNode('write', steps.write)
    .addNode('verify', steps.verify)
    .addNode('store', steps.storeRow)
    .addNode('await_approval', steps.awaitApproval)
    .addNode('settle', steps.settle)
    .addConditionalEdges(START, ({ draft_id }) => (readDraft(room.store, draft_id) ? 'await_approval' : 'gather'), [
      'gather',
      'await_approval',
    ])
    .addEdge('gather', 'decide')
    .addConditionalEdges('decide', ({ chosen }) => (chosen ? 'write' : END), ['write', END])
    .addEdge('write', 'verify')
    .addConditionalEdges('verify', ({ text }) => (text ? 'store' : 'write'), ['store', 'write'])
    .addConditionalEdges('store', ({ stop }) => (stop ? END : 'await_approval'), ['await_approval', END])
    .addEdge('await_approval', 'settle')
    .addEdge('settle', END)
    .compile({ checkpointer: new SqliteSaver(room.store.database) });
}

export type RetainGraph = ReturnType<typeof buildRetainGraph>;
