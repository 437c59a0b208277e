import { MessageCursor, type MessageHeader } from './message-cursor.js';

/** The headers of a datagram's messages, for tests: as MessageCursor finds them. */
export function* messagesIn(bytes: Buffer, length: number): Generator<MessageHeader> {
  const cursor = new MessageCursor(bytes, length);
  while (cursor.next()) {
    const { type, flags, sequence, start, end } = cursor;
    yield { type, flags, sequence, start, end };
  }
}
