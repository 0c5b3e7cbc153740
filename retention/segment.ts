import { type Operator, readSegment, type SegmentTerm } from '../config/index.ts';
import { namedSegments, type SegmentBounds, type SegmentFigures } from './lifecycle.ts';

/** Whether a customer belongs to a segment. */
export type Segment = (figures: SegmentFigures, bounds: SegmentBounds) => boolean;

const comparisons: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

/** The segment that a text names. A figure that a customer does not have fits no comparison. Throws a UserError that says where the text cannot be read. */
export function parseSegment(text: string): Segment {
  return segmentOf(readSegment(text));
}

function segmentOf(term: SegmentTerm): Segment {
  switch (term.kind) {
    case 'name':
      return namedSegments[term.name];
    case 'comparison': {
      const compare = comparisons[term.operator];
      return (figures) => {
        const value = figures[term.field];
        return value !== null && compare(value, term.bound);
      };
    }
    case 'not': {
      const inner = segmentOf(term.inner);
      return (...customer) => !inner(...customer);
    }
    default: {
      const [left, right] = [segmentOf(term.left), segmentOf(term.right)];
      return term.kind === 'and'
        ? (...customer) => left(...customer) && right(...customer)
        : (...customer) => left(...customer) || right(...customer);
    }
  }
}
