import { receiveText } from './body.ts';
import { bucketOf } from './buckets.ts';
import { type Answer, type Call, type Operation, xmlAnswer } from './call.ts';
import { S3Error } from './errors.ts';
import { INITIAL_SETTINGS } from './initial-settings.ts';
import { MINIMUM_SIZE_HEADER, MINIMUM_SIZE_SETTING } from './lifecycle.ts';
import { header } from './request.ts';
import { SETTINGS, type Setting } from './settings.ts';

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
 * server has a clock; the others have no effect here: nothing is logged, no policy is evaluated (whoever starts the server passes
 * `authorize` for that). Objects are always said to be encrypted with AES256, the only encryption that is taken.
 */
export const SETTING_OPERATIONS: readonly Operation[] = SETTINGS.flatMap(operationsOf);
