import { receiveText } from './body.ts';
import { bucketOf, createBucket, deleteBucket, getBucketLocation, headBucket } from './buckets.ts';
import { type Answer, type Call, type Operation, xmlAnswer } from './call.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { S3Error } from './errors.ts';
import { getObject, headObject, RESPONSE_OVERRIDES } from './get-object.ts';
import { MINIMUM_SIZE_HEADER, MINIMUM_SIZE_SETTING } from './lifecycle.ts';
import { getBucketVersioning, listBuckets, putBucketVersioning } from './list-buckets.ts';
import { listObjects, listObjectsV2, listParts } from './list-objects.ts';
import { listObjectVersions } from './list-versions.ts';
import { getBucketNotification, putBucketNotification } from './notification-configuration.ts';
import { header } from './request.ts';
import { INITIAL_SETTINGS, SETTINGS, type Setting } from './settings.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart } from './uploads.ts';
import { putObject } from './write-object.ts';

const LISTING = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

const ofBucket = (
  name: string,
  method: Operation['method'],
  action: string,
  run: Operation['run'],
  query: Pick<Operation, 'needs' | 'allows'> = {},
): Operation => ({ name, method, on: 'bucket', action, run, ...query });

function operationsOf({ query, operation, action, absent, check }: Setting): Operation[] {
  const request = { on: 'bucket', needs: [query] } as const;
  const get = (call: Call): Answer => {
    const { name, settings } = bucketOf(call);
    const body = settings.get(query);
    if (body === undefined)
      throw new S3Error(absent, `The ${operation} does not exist`, { details: { BucketName: name } });
    return query === 'policy'
      ? { status: 200, headers: { 'content-type': 'application/json' }, body }
      : xmlAnswer(body);
  };
  const put = async (call: Call): Promise<Answer> => {
    const body = await receiveText(call);
    check(body);
    bucketOf(call).settings.set(query, body);
    if (query === 'lifecycle')
      bucketOf(call).settings.set(
        MINIMUM_SIZE_SETTING,
        header(call.headers, MINIMUM_SIZE_HEADER) ?? 'all_storage_classes_128K',
      );
    return { status: query === 'policy' || query === 'tagging' ? 204 : 200 };
  };
  const remove = (call: Call): Answer => {
    const { settings } = bucketOf(call);
    const encryption = INITIAL_SETTINGS.get(query);
    // A bucket is always encrypted: deleting the setting brings back S3's own.
    if (query === 'encryption' && encryption !== undefined) settings.set(query, encryption);
    else settings.delete(query);
    return { status: 204 };
  };
  const deleteAction = query === 'policy' ? 's3:DeleteBucketPolicy' : `s3:Put${action}`;
  return [
    { name: `Get${operation}`, method: 'GET', ...request, action: `s3:Get${action}`, run: get },
    { name: `Put${operation}`, method: 'PUT', ...request, action: `s3:Put${action}`, run: put },
    ...(query === 'logging'
      ? []
      : [
          {
            name: `Delete${operation.replace('LifecycleConfiguration', 'Lifecycle')}`,
            method: 'DELETE',
            ...request,
            action: deleteAction,
            run: remove,
          } as const,
        ]),
  ];
}

/**
 * Put, Get and Delete of a bucket's settings. They are kept and given back as they came. A lifecycle acts only where the
 * server has a clock; the others have no effect here: nothing is logged, no policy is evaluated (the option `authorize`
 * of the server does that). Objects are always said to be encrypted with AES256, the only encryption that is taken.
 */
const SETTING_OPERATIONS: readonly Operation[] = SETTINGS.flatMap(operationsOf);

/** The operations on buckets. */
const BUCKET_OPERATIONS: readonly Operation[] = [
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

const READ = {
  allows: ['versionId', ...RESPONSE_OVERRIDES],
  action: 's3:GetObject',
  versionAction: 's3:GetObjectVersion',
};
const TAGS = { needs: ['tagging'], allows: ['versionId'] };
const UPLOAD = ['uploadId'];

const ofObject = (
  name: string,
  method: Operation['method'],
  run: Operation['run'],
  more: Omit<Operation, 'name' | 'method' | 'run' | 'on'>,
): Operation => ({ name, method, on: 'object', run, ...more });

const tagAction = (verb: string): Pick<Operation, 'action' | 'versionAction'> => ({
  action: `s3:${verb}ObjectTagging`,
  versionAction: `s3:${verb}ObjectVersionTagging`,
});

/** The operations on objects. */
const OBJECT_OPERATIONS: readonly Operation[] = [
  ofObject('PutObject', 'PUT', putObject, { action: 's3:PutObject' }),
  ofObject('CopyObject', 'PUT', copyObject, { copies: true, action: 's3:PutObject' }),
  ofObject('GetObject', 'GET', getObject, READ),
  ofObject('HeadObject', 'HEAD', headObject, READ),
  ofObject('DeleteObject', 'DELETE', deleteObject, {
    allows: ['versionId'],
    action: 's3:DeleteObject',
    versionAction: 's3:DeleteObjectVersion',
  }),
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', needs: ['delete'], run: deleteObjects },
  ofObject('GetObjectTagging', 'GET', getObjectTagging, { ...TAGS, ...tagAction('Get') }),
  ofObject('PutObjectTagging', 'PUT', putObjectTagging, { ...TAGS, ...tagAction('Put') }),
  ofObject('DeleteObjectTagging', 'DELETE', deleteObjectTagging, { ...TAGS, ...tagAction('Delete') }),
  ofObject('CreateMultipartUpload', 'POST', createMultipartUpload, { needs: ['uploads'], action: 's3:PutObject' }),
  ofObject('UploadPart', 'PUT', uploadPart, { needs: ['uploadId', 'partNumber'], action: 's3:PutObject' }),
  ofObject('CompleteMultipartUpload', 'POST', completeMultipartUpload, { needs: UPLOAD, action: 's3:PutObject' }),
  ofObject('AbortMultipartUpload', 'DELETE', abortMultipartUpload, {
    needs: UPLOAD,
    action: 's3:AbortMultipartUpload',
  }),
  ofObject('ListParts', 'GET', listParts, { needs: UPLOAD, action: 's3:ListMultipartUploadParts' }),
];

/** Every operation that this server does. Whatever is not in the list is answered with 501. */
export const OPERATIONS: readonly Operation[] = [...BUCKET_OPERATIONS, ...OBJECT_OPERATIONS];
