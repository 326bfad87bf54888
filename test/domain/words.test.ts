import fc from 'fast-check';
import { expect, test } from 'vitest';
import { facet, firstHit, toQuery, toTerms } from '../../src/domain/words.ts';

const TERMS: readonly (readonly [text: string, terms: readonly string[]])[] = [
  ['Review the PR, review it!', ['review', 'the', 'pr', 'it']],
  ['x-ray foo_bar a.b', ['x', 'ray', 'foo', 'bar', 'a', 'b']],
  ['Café ÄPFEL naïve', ['cafe', 'apfel', 'naive']],
  ['ＦＵＬＬ ｗｉｄｔｈ ﬁne', ['full', 'width', 'fine']],
  ['v2 3rd 2026-11-25', ['v2', '3rd', '2026', '11', '25']],
  ['Привет ΑΒΓ', ['привет', 'αβγ']],
  ['日本語', ['日本語', '日', '本', '語', '日本', '本語']],
  ['task日本', ['task', '日本', '日', '本']],
  ['👍 — … !', []],
  ['', []],
];

test.for(TERMS)('%s is found under its words', ([text, terms]) => {
  expect(toTerms(text).sort()).toEqual([...terms].sort());
});

test('a word that is longer than 64 characters is found by its first 64', () => {
  expect(toTerms('a'.repeat(100))).toEqual(['a'.repeat(64)]);
  expect(toQuery(`${'a'.repeat(100)} `, [])?.terms).toEqual(['a'.repeat(64)]);
});

test('the last word of a query is a beginning while it is being typed', () => {
  expect(toQuery('review the p', [])).toMatchObject({ terms: ['review', 'the'], beginning: 'p' });
  expect(toQuery('review the pr.', [])).toMatchObject({ terms: ['review', 'the', 'pr'], beginning: undefined });
  expect(toQuery('日本語', [])).toMatchObject({ terms: ['日本', '本語'], beginning: undefined });
  expect(toQuery('語', [])).toMatchObject({ terms: ['語'], beginning: undefined });
});

test.for(['', '   ', '"*"', '🎉', '-- \0 ()'])('a query without letter or digit, %o, asks nothing', (text) => {
  expect(toQuery(text, [])).toBeUndefined();
});

test('a very long query is cut to 32 words', () => {
  expect(toQuery(`${'word '.repeat(10_000)}a b c`, [])).toMatchObject({ terms: ['word'], beginning: 'word' });
  const many = Array.from({ length: 100 }, (_, index) => `w${index}`).join(' ');
  expect(toQuery(`${many}.`, [])?.terms.length).toBe(32);
});

const ALLOWED = /^[\p{L}\p{N}\p{M}]+$/u;

test('no text gives a term that a database could read as query syntax', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      const query = toQuery(text, []);
      const terms = [
        ...toTerms(text),
        ...(query?.terms ?? []),
        ...(query?.beginning === undefined ? [] : [query.beginning]),
      ];
      expect(terms.filter((term) => !ALLOWED.test(term))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('every text is found by itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const query = toQuery(text, []);
      if (query === undefined) return;
      const terms = toTerms(text);
      expect(query.terms.filter((term) => !terms.includes(term))).toEqual([]);
      const { beginning } = query;
      expect(beginning === undefined || terms.some((term) => term.startsWith(beginning))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('a facet is told from every word and from every other facet', () => {
  const facets = ['web', 'web-shop', 'web.shop', 'webshop', 'wéb'].map((name) => facet('project', name));
  expect(new Set(facets).size).toBe(facets.length);
  expect(facets.filter((term) => toTerms(term).includes(term))).toEqual([]);
  expect(facet('status', 'web')).not.toBe(facet('project', 'web'));
});

const HITS: readonly (readonly [text: string, query: string, at: number])[] = [
  ['Fix the Café door', 'cafe', 8],
  ['Fix the door', 'doo', 8],
  ['Fix the door', 'window', -1],
  ['これは日本語です', '日本', 0],
];

test.for(HITS)('in "%s" the first hit of "%s" stands at %i', ([text, asked, at]) => {
  const query = toQuery(asked, []);
  expect(query && firstHit(text, query)).toBe(at);
});
