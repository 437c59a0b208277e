// KITH_TEST_PLUGIN=FILE own-strategy-agent.mjs run -c FILE
//
// The agent, with one more plugin, which a file outside of this workspace exports.
import { pathToFileURL } from 'node:url';

import { kernelCapabilitiesPlugin } from '@kith/kernel-capabilities';

import { runAgent } from './compose.mjs';

const exported = await import(pathToFileURL(process.env.KITH_TEST_PLUGIN));

await runAgent(kernelCapabilitiesPlugin, Object.values(exported));
