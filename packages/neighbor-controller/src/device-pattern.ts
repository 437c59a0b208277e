/** A device name, or the beginning of one followed by `+` (iptables' notation). */
export function isDevicePattern(text: string): boolean {
  return /^[^\s/+]{1,15}\+?$/.test(text) || text === '+';
}

export function matchesDevice(pattern: string, name: string): boolean {
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
