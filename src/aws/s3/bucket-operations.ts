import { createBucket, deleteBucket, getBucketLocation, headBucket } from './buckets.ts';
import type { Operation } from './call.ts';
import { listBuckets } from './list-buckets.ts';
import { listObjects, listObjectsV2 } from './list-objects.ts';
import { listObjectVersions } from './list-versions.ts';
import { getBucketNotification, putBucketNotification } from './notification-configuration.ts';
import { SETTING_OPERATIONS } from './setting-operations.ts';
import { getBucketVersioning, putBucketVersioning } from './versioning.ts';

const LISTING = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

const ofBucket = (
  name: string,
  method: Operation['method'],
  action: string,
  run: Operation['run'],
  query: Pick<Operation, 'needs' | 'allows'> = {},
): Operation => ({ name, method, on: 'bucket', action, run, ...query });

/** The operations on buckets. */
export const BUCKET_OPERATIONS: readonly Operation[] = [
  {
    name: 'ListBuckets',
    method: 'GET',
    on: 'service',
    allows: ['prefix', 'max-buckets', 'continuation-token'],
    action: 's3:ListAllMyBuckets',
    run: listBuckets,
  },
  ofBucket('CreateBucket', 'PUT', 's3:CreateBucket', createBucket),
  ofBucket('HeadBucket', 'HEAD', 's3:ListBucket', headBucket),
  ofBucket('DeleteBucket', 'DELETE', 's3:DeleteBucket', deleteBucket),
  ofBucket('GetBucketLocation', 'GET', 's3:GetBucketLocation', getBucketLocation, { needs: ['location'] }),
  ofBucket('GetBucketVersioning', 'GET', 's3:GetBucketVersioning', getBucketVersioning, { needs: ['versioning'] }),
  ofBucket('PutBucketVersioning', 'PUT', 's3:PutBucketVersioning', putBucketVersioning, { needs: ['versioning'] }),
  ofBucket('GetBucketNotificationConfiguration', 'GET', 's3:GetBucketNotification', getBucketNotification, {
    needs: ['notification'],
  }),
  ofBucket('PutBucketNotificationConfiguration', 'PUT', 's3:PutBucketNotification', putBucketNotification, {
    needs: ['notification'],
  }),
  ...SETTING_OPERATIONS,
  ofBucket('ListObjects', 'GET', 's3:ListBucket', listObjects, { allows: [...LISTING, 'marker'] }),
  ofBucket('ListObjectsV2', 'GET', 's3:ListBucket', listObjectsV2, {
    needs: ['list-type'],
    allows: [...LISTING, 'continuation-token', 'start-after', 'fetch-owner'],
  }),
  ofBucket('ListObjectVersions', 'GET', 's3:ListBucketVersions', listObjectVersions, {
    needs: ['versions'],
    allows: [...LISTING, 'key-marker', 'version-id-marker'],
  }),
];
