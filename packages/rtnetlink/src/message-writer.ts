/** Writes netlink messages back to back into one buffer, in host byte order (little endian). */
export class MessageWriter {
  readonly buffer: Buffer;
  private start = 0;
  private at = 0;

  constructor(bytes: number) {
    this.buffer = Buffer.alloc(bytes);
  }

  get length(): number {
    return this.at;
  }

  reset(): void {
    this.at = 0;
  }

  /** struct nlmsghdr; nlmsg_len is filled in by `end`. */
  begin(type: number, flags: number, sequence: number): void {
    this.start = this.at;
    this.u32(0).u16(type).u16(flags).u32(sequence).u32(0);
  }

  end(): void {
    this.buffer.writeUInt32LE(this.at - this.start, this.start);
    this.pad();
  }

  /** Sets flags of the message that was begun last. */
  addFlags(flags: number): void {
    const at = this.start + 6;
    this.buffer.writeUInt16LE(this.buffer.readUInt16LE(at) | flags, at);
  }

  u8(value: number): this {
    this.buffer[this.at++] = value;
    return this;
  }

  u16(value: number): this {
    this.at = this.buffer.writeUInt16LE(value, this.at);
    return this;
  }

  u32(value: number): this {
    this.at = this.buffer.writeUInt32LE(value, this.at);
    return this;
  }

  /** As they are, without padding. */
  bytes(value: Uint8Array): this {
    this.buffer.set(value, this.at);
    this.at += value.length;
    return this;
  }

  attributeBytes(type: number, value: Uint8Array): void {
    this.u16(4 + value.length).u16(type);
    this.buffer.set(value, this.at);
    this.at += value.length;
    this.pad();
  }

  attributeU32(type: number, value: number): void {
    this.u16(8).u16(type).u32(value);
  }

  attributeU8(type: number, value: number): void {
    this.u16(5).u16(type).u8(value);
    this.pad();
  }

  private pad(): void {
    while (this.at & 3) this.buffer[this.at++] = 0;
  }
}
