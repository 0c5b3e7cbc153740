import fc from 'fast-check';

/**
 * Loaded before every test. Properties draw the same cases in every run unless PROPERTY_SEED says another number, so that who changes a line sees what the line
 * did; test/long/properties.test.ts draws new ones.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
