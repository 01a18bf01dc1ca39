import { BUCKET_OPERATIONS } from './bucket-operations.ts';
import type { Operation } from './call.ts';
import { OBJECT_OPERATIONS } from './object-operations.ts';

/** Every operation that this server does. Whatever is not in the list is answered with 501. */
export const OPERATIONS: readonly Operation[] = [...BUCKET_OPERATIONS, ...OBJECT_OPERATIONS];
