const LENGTH_OF_HEADER = 8;
/** Length of a frame's own fields, before its chunks. */
const LENGTH_OF_ANMF_FIELDS = 16;

/** As a number: 50 MiB hold six million chunks, and a string for each takes ten times as long. */
const nameOf = (name: string): number => Buffer.from(name, 'latin1').readUInt32LE(0);
const [ANMF, VP8L, VP8_, VP8X] = [nameOf('ANMF'), nameOf('VP8L'), nameOf('VP8 '), nameOf('VP8X')];

export type WebpSurvey = {
  /** Frames of an animation; 0 for a still picture. */
  frames: number;
  /** Pixels of the canvas in an extended header; 0 without one. */
  canvasPixels: number;
};

/** Surveys the chunks of a WEBP. https://developers.google.com/speed/webp/docs/riff_container */
export function surveyWebp(bytes: Buffer): WebpSurvey {
  const survey = { frames: 0, canvasPixels: 0 };
  let at = 12;
  while (at + LENGTH_OF_HEADER <= bytes.length) {
    const name = bytes.readUInt32LE(at);
    if (name === ANMF) survey.frames++;
    if (name === VP8X && at + 18 <= bytes.length) {
      survey.canvasPixels = (bytes.readUIntLE(at + 12, 3) + 1) * (bytes.readUIntLE(at + 15, 3) + 1);
    }
    const length = bytes.readUInt32LE(at + 4);
    at += LENGTH_OF_HEADER + length + (length % 2);
  }
  return survey;
}

/** True of a WEBP file whose picture, or first frame, is coded without loss (VP8L). */
export function isLosslessWebp(bytes: Buffer): boolean {
  let at = 12;
  while (at + LENGTH_OF_HEADER <= bytes.length) {
    const name = bytes.readUInt32LE(at);
    if (name === VP8L) return true;
    if (name === VP8_) return false;
    const length = bytes.readUInt32LE(at + 4);
    at += LENGTH_OF_HEADER + (name === ANMF ? LENGTH_OF_ANMF_FIELDS : length + (length % 2));
  }
  return false;
}
