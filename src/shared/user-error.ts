/** Something that the person who runs it can put right. The message is for that person: one line per problem, no stack. */
export class UserError extends Error {
  override name = 'UserError';
}
