import fs from 'node:fs'
import path from 'node:path'
import { fill, wordsOf } from '../../src/i18n/index'

const SRC = path.resolve(__dirname, '../../src')
const HAN = /\p{Script=Han}/u

function leaves(tree: unknown, at = ''): [string, string][] {
  if (typeof tree === 'string') return [[at, tree]]
  return Object.entries(tree as object).flatMap(([key, value]) => leaves(value, at ? `${at}.${key}` : key))
}

function files(kind: string, folder = SRC): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name)
    if (entry.name === 'miniprogram_npm') return []
    return entry.isDirectory() ? files(kind, full) : full.endsWith(kind) ? [full] : []
  })
}

const zh = leaves(wordsOf('zh'))
const en = leaves(wordsOf('en'))

test('Chinese and English have the same keys and the same {names}, and no sentence is empty', () => {
  expect(en.map(([key]) => key)).toEqual(zh.map(([key]) => key))
  const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()
  zh.forEach(([key, text], index) => {
    const other = en[index]?.[1] ?? ''
    expect(text && other).toBeTruthy()
    if (!key.startsWith('dates.')) expect([key, names(other)]).toEqual([key, names(text)])
  })
})

test('English sentences hold no Chinese, but for the name of the other language', () => {
  expect(en.filter(([, text]) => HAN.test(text)).map(([key]) => key)).toEqual(['home.other_language'])
})

test.each(files('.wxml').map((file) => path.relative(SRC, file)))('%s holds no Chinese and no words of its own', (file) => {
  const text = fs.readFileSync(path.join(SRC, file), 'utf8')
  expect(HAN.test(text)).toBe(false)
  const outside = text.replace(/\{\{.*?\}\}/gs, '').replace(/<[^>]*>/gs, ' ')
  expect(outside.replace(/[\s·/›–]/g, '')).toBe('')
  const spoken = [...text.matchAll(/\s(?:aria-label|label|title|content|description|placeholder|text)="([^"]*)"/g)].map((found) => found[1] ?? '')
  expect(spoken.filter((value) => /[A-Za-z]/.test(value.replace(/\{\{.*?\}\}/g, '')))).toEqual([])
})

test('scripts hold no Chinese outside the dictionary', () => {
  const guilty = files('.ts').filter((file) => !/i18n\/(zh|en)\.ts$/.test(file) && HAN.test(fs.readFileSync(file, 'utf8')))
  expect(guilty).toEqual([])
})

test('each sentence bound in a page exists', () => {
  const known = new Set(zh.map(([key]) => key))
  const branches = new Set(zh.flatMap(([key]) => key.split('.').map((_, at, parts) => parts.slice(0, at + 1).join('.'))))
  for (const file of files('.wxml')) {
    for (const [, expression = ''] of fs.readFileSync(file, 'utf8').matchAll(/\{\{(.*?)\}\}/gs)) {
      for (const [, key = '', open] of expression.matchAll(/\bt\.([a-z_.]+)(\[)?/g)) {
        expect([path.basename(file), key, open ? branches.has(key) : known.has(key) || branches.has(key)]).toEqual([path.basename(file), key, true])
      }
    }
  }
})

test('what can be tapped says what it is to a screen reader', () => {
  for (const file of files('.wxml')) {
    for (const [tag] of fs.readFileSync(file, 'utf8').matchAll(/<(?:view|text|image)[^>]*bind:?tap=[^>]*>/gs)) {
      expect([path.basename(file), tag, /aria-role=/.test(tag) && /aria-label=/.test(tag)]).toEqual([path.basename(file), tag, true])
    }
    for (const [tag] of fs.readFileSync(file, 'utf8').matchAll(/<(?:image|textarea)\b[^>]*>/gs)) expect(tag).toContain('aria-label=')
  }
})

test('no page needs the icon font that TDesign would fetch from elsewhere', () => {
  for (const file of files('.wxml')) {
    const text = fs.readFileSync(file, 'utf8')
    expect(text).not.toMatch(/<t-(?:icon|stepper|rate)\b|\sarrow\b|left-icon=|right-icon=/)
    for (const [tag] of text.matchAll(/<t-radio\s[^>]*>/gs)) expect(tag).toContain('icon="dot"')
  }
})

test('values are put into sentences and unknown names stay visible', () => {
  expect(fill('{n} / {limit} {odd}', { n: 2, limit: 6 })).toBe('2 / 6 {odd}')
})
