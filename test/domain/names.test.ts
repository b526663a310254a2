import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName, foldText, namePattern, normalizeName, tagKeyPattern } from '../../shared/domain/names.ts';

/** Every code point that is no half of a surrogate pair. */
const codePoints = Array.from({ length: 0x11_0000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));
const unseen = codePoints.filter((text) => /\p{Default_Ignorable_Code_Point}/u.test(text));
const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

/** Texts of whatever Unicode has, and of what is hard to compare. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...'aAéÉ \u0301\u0323ßſİIıKΑ\u0345가각ﬁ①Ａ\u00a0\u3000´'),
    maxLength: 8,
  }),
);
const disguises = fc.constantFrom(...unseen.filter((_, at) => at % 37 === 0), '\u200b', '\u3164', '\ufe0f');

describe('a name as it is stored', () => {
  it('is in NFC, with no space around it and single ASCII spaces inside', () => {
    expect(normalizeName(' \u3000Cafe\u0301\u00a0\u2009bar  7 ')).toBe('Caf\u00e9 bar 7');
    fc.assert(
      fc.property(texts, (text) => {
        const name = normalizeName(text);
        expect(name.normalize('NFC')).toBe(name);
        expect(name).not.toMatch(/^ | $| {2}|(?! )\p{Zs}/u);
        expect(normalizeName(name)).toBe(name);
      }),
    );
  });

  it('is left as it is where it is plain', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,9}( [!-~]{1,9}){0,3}$/), (name) => {
        expect(normalizeName(name)).toBe(name);
        expect(name).toMatch(namePattern);
      }),
    );
  });
});

describe('a name as it is compared', () => {
  it('is the same in every normalisation form and case, and with whatever is not seen anywhere in it', () => {
    fc.assert(
      fc.property(texts, disguises, fc.nat(12), (text, disguise, at) => {
        const folded = foldName(text);
        const characters = [...text];
        expect(foldName(folded)).toBe(folded);
        for (const form of forms) expect(foldName(text.normalize(form))).toBe(folded);
        // The lower case of a sigma goes by what stands beside it.
        if (!/[σς]/u.test(folded)) expect(foldName(text.toLowerCase())).toBe(folded);
        expect(foldName(characters.toSpliced(at, 0, disguise).join(''))).toBe(folded);
        expect(foldName(`\u2003${text} `)).toBe(folded);
      }),
    );
  });

  it.each([
    ['Admin', 'ADMIN\u200b'],
    ['Super-Admin', 'Super\u2060-Admin\u00ad'],
    ['Public', 'Ｐｕｂｌｉｃ'],
    ['env', 'en\ufe0fv\u3164'],
    ['office', 'oﬃce'],
    ['Café', 'cafe\u0301'],
    ['data team', 'Data\u00a0\u2003Team\u2800'],
  ])('%j is %j', (name, other) => {
    expect(foldName(other)).toBe(foldName(name));
  });

  it('is another one for other letters, accents and punctuation', () => {
    const names = ['admin', 'ádmin', 'ad min', 'ad-min', 'ad_min', 'straße', 'strasse', 'аdmin'];
    expect(new Set(names.map(foldName)).size).toBe(names.length);
  });

  it('is its lower case where it is composed and of single characters, as names are that stood before', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~äöüéèñçßαβγωжя漢字かな]{1,20}$/u), (name) => {
        expect(foldName(name)).toBe(name.toLowerCase());
      }),
    );
  });
});

describe('a name', () => {
  it('holds nothing that is not seen, not assigned or for private use', () => {
    const hidden = [
      ...unseen,
      '\u0000',
      '\u007f',
      '\u0085',
      '\u2028',
      '\u2029',
      '\u202e',
      '\ud800',
      '\ufff9',
    ];
    const others = ['\u2800', '\u{1d159}', '\ue000', '\uffff', '\u0378', '\u{10ffff}'];
    const accepted = [...hidden, ...others].filter((text) => namePattern.test(`a${text}b`));
    expect(unseen.length).toBeGreaterThan(4000);
    expect(accepted).toEqual([]);
  });

  it('begins with no combining mark, which would join the = of a tag', () => {
    expect(namePattern.test('\u0338x')).toBe(false);
    expect(namePattern.test('x\u0338')).toBe(true);
  });

  it.each(['svc-7', 'Ωμέγα', 'फ़िल्म', '漢字 かな', 'Ünïcode 𝄞', '💩', 'a=b', '"quoted" & <b>', '½ ①'])(
    'may be %j',
    (name) => {
      expect(name).toMatch(namePattern);
    },
  );

  it('is no key of a tag exactly where something in it compares equal to =', () => {
    const refused = codePoints.filter((text) => !tagKeyPattern.test(text));
    expect(refused).toEqual(codePoints.filter((text) => foldText(text).includes('=')));
    expect(refused).toContain('=');
    for (const key of ['team', 'a\u207cb', 'a=', '=a']) expect(tagKeyPattern.test(key)).toBe(key === 'team');
  });
});
