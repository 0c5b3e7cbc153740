import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from '../../sentiment/language.ts';

test('the language is told by script and frequent words', () => {
  const texts: [string, string][] = [
    ['The quality is very good', 'en'],
    ['Perfect fit', 'en'],
    ['质量很好', 'zh'],
    ['買了 iPhone 手機殼，很好', 'zh'],
    ['とても良い品質です', 'ja'],
    ['품질이 좋아요', 'ko'],
    ['คุณภาพดีมาก', 'th'],
    ['Die Qualität ist nicht gut', 'de'],
    ['Je suis très content de cette commande', 'fr'],
    ['El producto es muy bueno pero llegó tarde', 'es'],
    ['Il prodotto è molto bello', 'it'],
    ['O produto é muito bom', 'pt'],
    ['Het is een goed product maar niet voor mij', 'nl'],
    ['Очень хорошее качество', 'und-Cyrl'],
    ['Świetna jakość', 'und-Latn'],
    ['👍👍 12/10', 'und'],
    ['', 'und'],
  ];
  assert.deepEqual(
    texts.map(([text]) => languageOf(text)),
    texts.map(([, language]) => language),
  );
});
