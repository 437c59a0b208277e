/** The first of the addresses that are written and asked about; as many as are wanted follow it in a row. */
export const FIRST = '10.64.0.0';
/** All of them are in here: a quarter of a million. */
export const PREFIX = '10.64.0.0/14';

export const DEVICES = ['eth0', 'eth1'] as const;
