import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './buckets.ts';
import type { Operation } from './call.ts';
import { deleteObject } from './delete-object.ts';
import { getObject, headObject, RESPONSE_OVERRIDES } from './get-object.ts';
import { putObject } from './put-object.ts';

/** Every operation that this server does. Whatever is not in the list is answered with 501. */
export const OPERATIONS: readonly Operation[] = [
  { name: 'ListBuckets', method: 'GET', on: 'service', action: 's3:ListAllMyBuckets', run: listBuckets },
  { name: 'CreateBucket', method: 'PUT', on: 'bucket', action: 's3:CreateBucket', run: createBucket },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket', action: 's3:ListBucket', run: headBucket },
  { name: 'DeleteBucket', method: 'DELETE', on: 'bucket', action: 's3:DeleteBucket', run: deleteBucket },
  {
    name: 'GetBucketLocation',
    method: 'GET',
    on: 'bucket',
    needs: ['location'],
    action: 's3:GetBucketLocation',
    run: getBucketLocation,
  },
  {
    name: 'GetBucketVersioning',
    method: 'GET',
    on: 'bucket',
    needs: ['versioning'],
    action: 's3:GetBucketVersioning',
    run: getBucketVersioning,
  },
  {
    name: 'PutBucketVersioning',
    method: 'PUT',
    on: 'bucket',
    needs: ['versioning'],
    action: 's3:PutBucketVersioning',
    run: putBucketVersioning,
  },
  { name: 'PutObject', method: 'PUT', on: 'object', action: 's3:PutObject', run: putObject },
  {
    name: 'GetObject',
    method: 'GET',
    on: 'object',
    allows: ['versionId', ...RESPONSE_OVERRIDES],
    action: 's3:GetObject',
    versionAction: 's3:GetObjectVersion',
    run: getObject,
  },
  {
    name: 'HeadObject',
    method: 'HEAD',
    on: 'object',
    allows: ['versionId', ...RESPONSE_OVERRIDES],
    action: 's3:GetObject',
    versionAction: 's3:GetObjectVersion',
    run: headObject,
  },
  {
    name: 'DeleteObject',
    method: 'DELETE',
    on: 'object',
    allows: ['versionId'],
    action: 's3:DeleteObject',
    versionAction: 's3:DeleteObjectVersion',
    run: deleteObject,
  },
];
