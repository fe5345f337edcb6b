import { fill, type Lang, type Words, wordsOf } from '../i18n/index'
import { explain } from '../lib/explain'
import { services } from '../services'

/** What every page carries: its words, the language, and the class that sets the size of type. */
export interface Furniture {
  t: Words
  lang: Lang
  look: string
}

/** Before a page is shown for the first time. */
export const BARE: Furniture = { t: wordsOf('zh'), lang: 'zh', look: 'page' }

export function furniture(): Furniture {
  const { lang, large } = services().preferences()
  return { t: wordsOf(lang), lang, look: large ? 'page large' : 'page' }
}

interface Page {
  setData(data: object): void
}

/** Dresses a page in the language and size of the moment; called whenever it comes to the front. */
export function dress(page: Page, title: keyof Words['titles']): Furniture {
  const now = furniture()
  page.setData(now)
  void wx.setNavigationBarTitle({ title: now.t.titles[title] })
  return now
}

/** Runs a piece of work with `busy` shown and what goes wrong told in `trouble`; true when it went well. */
export async function working(page: Page, work: () => Promise<void>): Promise<boolean> {
  page.setData({ busy: true, trouble: '' })
  try {
    await work()
    return true
  } catch (error) {
    page.setData({ trouble: explain(error, furniture().t) })
    return false
  } finally {
    page.setData({ busy: false })
  }
}

/** The sentences under the fields, and the one above the button that counts them. */
export function problemsShown(problems: { field: string; why: keyof Words['wrong'] }[], t: Words, limits: { title: number; words: number; photos: number }) {
  const wrong: Record<string, string> = {}
  for (const { field, why } of problems) wrong[field] ??= fill(t.wrong[why], { ...limits })
  const list = Object.values(wrong)
  return { wrong, trouble: list.length ? fill(t.wrong.some, { n: list.length, list: list.join(t.wrong.between) }) : '' }
}
