/** A message that cannot be what it says it is. Never leaves this package: it becomes a NetlinkError or a loss. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
