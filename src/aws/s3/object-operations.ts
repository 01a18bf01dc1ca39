import type { Operation } from './call.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject } from './delete-object.ts';
import { deleteObjects } from './delete-objects.ts';
import { getObject, headObject, RESPONSE_OVERRIDES } from './get-object.ts';
import { listParts } from './list-parts.ts';
import { putObject } from './put-object.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts';
import { uploadPart } from './upload-part.ts';
import { abortMultipartUpload, createMultipartUpload } from './uploads.ts';

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
export const OBJECT_OPERATIONS: readonly Operation[] = [
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
