/** The mapping cannot be done for this record. Names the attribute; holds no values. */
export class MappingError extends Error {
  override readonly name = "MappingError";
}
