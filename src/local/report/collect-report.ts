import { createWriteStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Ending } from './ending.ts';
import type { OutFolder } from './out-folder.ts';
import { type PictureFacts, pictureFacts } from './picture-facts.ts';
import type { ReportedImage } from './report.ts';

/** What browsers show, by the name that sharp has for it. */
const EXTENSIONS: Record<string, string> = {
  jpeg: 'jpg',
  png: 'png',
  gif: 'gif',
  webp: 'webp',
  bmp: 'bmp',
  svg: 'svg',
};

/** Above this a browser would take more than 200 MB for one picture (4 bytes a pixel). */
const MAX_SHOWN_PIXELS = 50_000_000;
const MAX_SHOWN_BYTES = 50_000_000;

function canShow({ format, width, height, frames }: PictureFacts, bytes: number): boolean {
  return EXTENSIONS[format] !== undefined && width * height * frames <= MAX_SHOWN_PIXELS && bytes <= MAX_SHOWN_BYTES;
}

async function download(s3: S3Client, bucket: string, key: string, versionId: string, file: string): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  await pipeline(Body as Readable, createWriteStream(file));
}

/**
 * Puts the pictures of one upload beside the page, under names of our own: `images/3-before.jpg`. `bucket` is the
 * processed bucket.
 */
export async function collectImage(
  s3: S3Client,
  bucket: string,
  ending: Ending,
  number: number,
  out: OutFolder,
): Promise<ReportedImage> {
  const image: ReportedImage = { ending };
  const { file, size } = ending.input;
  const before = await pictureFacts(file);
  if (before) image.before = before;
  if (before && canShow(before, size)) {
    image.beforeFile = `images/${number}-before.${EXTENSIONS[before.format]}`;
    await copyFile(file, await out.claim(image.beforeFile));
  }
  const object = ending.processed[0];
  if (object) {
    const extension = EXTENSIONS[object.contentType.replace('image/', '')] ?? 'bin';
    image.afterFile = `images/${number}-after.${extension}`;
    const path = await out.claim(image.afterFile);
    await download(s3, bucket, object.key, object.versionId, path);
    const after = await pictureFacts(path);
    if (after) image.after = after;
  }
  return image;
}
