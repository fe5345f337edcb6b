import { en } from './en'
import { zh } from './zh'

export type Lang = 'zh' | 'en'
export type Words = typeof zh

const BOOKS: Record<Lang, Words> = { zh, en }

export function wordsOf(lang: Lang): Words {
  return BOOKS[lang]
}

/** Puts values into the {names} of a sentence. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

/** The name in the language in use of a thing that the server names in both. */
export function named(thing: { zh: string; en: string }, lang: Lang): string {
  return thing[lang] || thing.zh
}
