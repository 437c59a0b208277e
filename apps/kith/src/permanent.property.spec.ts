import { testWhateverHappens } from './testing/simulation/whatever-happens.fake.js';

testWhateverHappens('permanent');
