import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

import { NetlinkError } from './netlink-error.js';

/**
 * The file descriptor of this process's NETLINK_ROUTE socket with that port id. npm netlink does not
 * tell it; /proc does: the port's row has the socket's inode, and a link in /proc/self/fd names it.
 * @throws NetlinkError when /proc does not show it
 */
export function findSocketFd(portId: number): number {
  const inode = inodeOf(portId);
  for (const fd of readdirSync('/proc/self/fd')) {
    if (inode !== undefined && linkOf(fd) === `socket:[${inode}]`) return Number(fd);
  }
  throw new NetlinkError({
    operation: `find the netlink socket with port ${portId} in /proc (is it mounted?)`,
    code: 'ENOENT',
    errno: 2,
  });
}

/** Columns of /proc/net/netlink: sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode */
function inodeOf(portId: number): string | undefined {
  for (const line of readFileSync('/proc/net/netlink', 'utf8').split('\n')) {
    const [, protocol, port, , , , , , , inode] = line.trim().split(/\s+/);
    if (protocol === '0' && port === String(portId >>> 0)) return inode;
  }
  return undefined;
}

function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined; // closed meanwhile: the one that listed the folder
  }
}
