import type { Capability, Surface } from './tool.ts';

/**
 * Which tools each surface has, and what each may touch. This table is committed and reviewed; the running registry must equal it exactly,
 * and a tool that is not in it is not handed out.
 */
export const capabilities: Readonly<Record<Surface, Readonly<Record<string, Capability>>>> = {
  ask: {
    voice_of_customer: 'read_aggregates',
  },
  retain: {
    churn_score: 'read_one_customer',
    contact_permission: 'read_one_customer',
    customer_activity: 'read_one_customer',
    customer_feeling: 'read_one_customer',
    customer_segments: 'read_one_customer',
    customer_value: 'read_one_customer',
    open_code: 'read_one_customer',
    recommended_products: 'read_one_customer',
  },
};
