/**
 * cloudform's intrinsic functions and pseudo parameters, without its classes of every resource type, which would take
 * longer to load than all else that a synthesis does.
 */
export { IntrinsicFunction } from 'cloudform-types/types/dataTypes.js';
export * as Fn from 'cloudform-types/types/functions.js';
export * as Refs from 'cloudform-types/types/refs.js';
