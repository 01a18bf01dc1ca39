/** A part of CloudWatch's syntax, or of an alarm's or a widget's settings, that this model does not know: never a pass. */
export class UnknownPart extends Error {
  override name = 'UnknownPart';
}

/** Throws for properties that the model would ignore: what is ignored would be a rehearsal of something else. */
export function checkKnown(what: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    throw new UnknownPart(`Expected only ${known.join(', ')} for ${what} but received ${unknown.join(', ')}`);
}
