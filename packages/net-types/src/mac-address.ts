/**
 * A link-layer address as lower-case hex pairs with colons. Mostly the 6 bytes of IEEE 802, but any
 * length up to 32 (MAX_ADDR_LEN, include/linux/netdevice.h): InfiniBand has 20.
 */
export type MacAddress = string & { readonly __brand: 'MacAddress' };

const MAX_BYTES = 32;
const PAIRS = /^[0-9a-f]{2}(?::[0-9a-f]{2})*$/i;

/** Undefined when the text is not hex pairs joined by colons. */
export function parseMacAddress(text: string): MacAddress | undefined {
  if (!PAIRS.test(text) || text.length > MAX_BYTES * 3 - 1) return undefined;
  return text.toLowerCase() as MacAddress;
}

/** As parseMacAddress, for text that must be one. @throws TypeError when it is not */
export function macAddress(text: string): MacAddress {
  const mac = parseMacAddress(text);
  if (mac === undefined) throw new TypeError(`"${text}" is not a link-layer address`);
  return mac;
}

/** The address that these bytes are, all or those from `start` to `end`. @throws TypeError on 0 or more than 32 bytes */
export function macAddressFromBytes(bytes: Uint8Array, start = 0, end = bytes.length): MacAddress {
  if (end <= start || end - start > MAX_BYTES) {
    throw new TypeError(`a link-layer address has 1 to ${MAX_BYTES} bytes, not ${end - start}`);
  }
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (length > 0) text[length++] = COLON;
    text[length++] = HEX_DIGITS[byte >> 4] as number;
    text[length++] = HEX_DIGITS[byte & 0xf] as number;
  }
  return text.toString('latin1', 0, length) as MacAddress;
}

/** The bytes of a link-layer address; a new array. */
export function macAddressBytes(mac: MacAddress): Uint8Array {
  const bytes = new Uint8Array((mac.length + 1) / 3);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(mac.slice(3 * i, 3 * i + 2), 16);
  return bytes;
}

const COLON = 0x3a;
const HEX_DIGITS = Buffer.from('0123456789abcdef');
/** Where the text is put together: a string that is joined of pieces keeps the pieces, six times its size. */
const text = Buffer.alloc(MAX_BYTES * 3 - 1);
