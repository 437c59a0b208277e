/** Bytes that do not mean what their type says. Thrown inside the codec only; what leaves it is a value. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
