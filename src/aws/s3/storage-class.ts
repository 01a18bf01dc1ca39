/** From warm to cold, as a lifecycle may move an object. The last two have to be restored before they can be read. */
export const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

export type StorageClass = (typeof STORAGE_CLASSES)[number];

/** GetObject of one of these is 403 InvalidObjectState until it is restored. */
export const isArchived = (storageClass: StorageClass | undefined): boolean =>
  storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE';
