import { UnknownPart } from './unknown-part.ts';

/** A piece of an expression: its kind, as the grammar names it, and its text as it stands there. */
export type Token = { kind: string; text: string };

/** Reads an expression piece by piece. What does not fit is an UnknownPart that names the place. */
export type TokenReader = {
  /** The next piece when it is one of these texts; it is taken. */
  accept(...texts: string[]): string | undefined;
  /** The next piece when it is of one of these kinds; it is taken. */
  acceptKind(...kinds: string[]): Token | undefined;
  peek(): Token | undefined;
  /** Takes a piece that has to be there. */
  expect(text: string): void;
  /** The expression is over. */
  end(): void;
  /** The error for what comes next. */
  unexpected(expected: string): UnknownPart;
};

/** Splits a text by the first of the patterns that fits at each place; spaces between are skipped. `what` is for errors. */
export function readTokens(text: string, grammar: Readonly<Record<string, RegExp>>, what: string): TokenReader {
  const tokens: Token[] = [];
  const patterns = Object.entries(grammar).map(([kind, { source }]) => [kind, new RegExp(source, 'y')] as const);
  for (let at = 0; at < text.length; ) {
    const space = /\s*/y;
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
    if (at >= text.length) break;
    const found = patterns.flatMap(([kind, pattern]) => {
      pattern.lastIndex = at;
      const piece = pattern.exec(text)?.[0];
      return piece === undefined || piece === '' ? [] : [{ kind, text: piece }];
    })[0];
    if (found === undefined)
      throw new UnknownPart(`Expected ${what} but received ${JSON.stringify(text.slice(at, at + 20))} in ${text}`);
    tokens.push(found);
    at += found.text.length;
  }

  let next = 0;
  const unexpected = (expected: string): UnknownPart =>
    new UnknownPart(`Expected ${expected} in ${what} but received ${tokens[next]?.text ?? 'its end'} in ${text}`);
  const reader: TokenReader = {
    peek: () => tokens[next],
    accept(...texts) {
      const token = tokens[next];
      if (token === undefined || !texts.includes(token.text)) return undefined;
      next++;
      return token.text;
    },
    acceptKind(...kinds) {
      const token = tokens[next];
      if (token === undefined || !kinds.includes(token.kind)) return undefined;
      next++;
      return token;
    },
    expect(piece) {
      if (reader.accept(piece) === undefined) throw unexpected(piece);
    },
    end() {
      if (next < tokens.length) throw unexpected('its end');
    },
    unexpected,
  };
  return reader;
}
