import * as z from 'zod';

/** The schema that is inside `.default()`, `.prefault()` and `.optional()`. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
    ? unwrap(schema.def.innerType)
    : schema;
}
