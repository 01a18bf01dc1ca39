/** Characters between two columns. */
export const COLUMN_GAP = 2;

/** Options of cli-table3 for a table without lines, whose columns stand COLUMN_GAP apart. */
export const PLAIN_TABLE = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: ' '.repeat(COLUMN_GAP),
  },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};
