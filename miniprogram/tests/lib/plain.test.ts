import { Failure } from '../../src/api/http'
import type { Letter } from '../../src/api/types'
import { wordsOf } from '../../src/i18n/index'
import { explain, refusalShown } from '../../src/lib/explain'
import { newRequestId } from '../../src/lib/ids'
import { blankLetter, isEmpty, LetterBook, toSend } from '../../src/lib/letters'
import { blankRating, ratingOf, ratingProblems } from '../../src/lib/rating'
import { addressOf, bookingShown, clockOf, draftShown } from '../../src/lib/shown'
import { clockShown, dayShown, momentOf, spanTo, timeShown } from '../../src/lib/times'
import { bookingProblems, isPhone, lengthOf, letterProblems } from '../../src/lib/validation'
import { MemoryStore } from '../support/memory'

const zh = wordsOf('zh')
const en = wordsOf('en')
const NOW = Date.UTC(2026, 6, 27, 4, 0)
const LIMITS = { title: 5, words: 10, photos: 2 }

describe('times', () => {
  test('a moment is read with Z, with an offset, with fractions, and without a zone as Beijing', () => {
    const noon = Date.UTC(2026, 6, 27, 4, 0)
    for (const text of ['2026-07-27T04:00:00Z', '2026-07-27T12:00:00+08:00', '2026-07-27T12:00:00.123456+0800', '2026-07-27 12:00', '2026-07-26T23:00:00-05:00']) {
      expect([text, momentOf(text)]).toEqual([text, noon])
    }
    expect([momentOf('soon'), momentOf(null), momentOf('')]).toEqual([null, null, null])
  })

  test('what is shown is Beijing time, with the year only when it is another one', () => {
    expect(timeShown('2026-07-26T17:05:00Z', zh.dates, NOW)).toBe('7月27日 01:05')
    expect(timeShown('2025-12-31T16:00:00Z', zh.dates, NOW)).toBe('1月1日 00:00')
    expect(timeShown('2025-12-30T16:00:00Z', zh.dates, NOW)).toBe('2025年12月31日 00:00')
    expect(timeShown('2025-12-30T16:00:00Z', en.dates, NOW)).toBe('31 Dec 2025 00:00')
    expect(timeShown('whenever', zh.dates, NOW)).toBe('whenever')
    expect(dayShown('2026-08-03', zh.dates, NOW)).toBe('8月3日 周一')
    expect(dayShown('2026-08-03', en.dates, NOW)).toBe('3 Aug Mon')
  })

  test('a clock time is taken from a moment or from itself', () => {
    expect([clockShown('09:00:00'), clockShown('2026-08-03T01:30:00Z'), clockShown('?')]).toEqual(['09:00', '09:30', '?'])
  })

  test('the way to a moment is split into days, hours and minutes, on either side', () => {
    const minute = 60_000
    expect(spanTo(NOW + (2 * 1440 + 3 * 60 + 4) * minute, NOW)).toEqual({ late: false, days: 2, hours: 3, minutes: 4 })
    expect(spanTo(NOW - 65 * minute, NOW)).toEqual({ late: true, days: 0, hours: 1, minutes: 5 })
    expect(spanTo(NOW, NOW)).toEqual({ late: false, days: 0, hours: 0, minutes: 0 })
  })

  test('the clock of a letter is a sentence, and nothing when none runs', () => {
    const due = (due_at: string | null) => clockOf({ due_at } as Letter, zh, NOW)
    expect(due(null)).toBeNull()
    expect(due('2026-07-27T12:30:00+08:00')).toEqual({ sentence: '应在 7月27日 12:30 以前答复，还有 30 分钟', late: false })
    expect(due('2026-07-25T11:00:00+08:00')).toEqual({ sentence: '应在 7月25日 11:00 以前答复，已经晚了 2 天 1 小时', late: true })
  })
})

describe('letters', () => {
  const full = { ...blankLetter('id', { name: '测试甲', phone: '199 0000 0001' }, NOW), type: 'help', title: '路灯', words: '不亮' }

  test('nothing is wrong with a full letter, and each lack is named in the order of the page', () => {
    expect(letterProblems(full, LIMITS)).toEqual([])
    const blank = blankLetter('id', { name: '', phone: '' }, NOW)
    expect(letterProblems(blank, LIMITS).map((problem) => problem.why)).toEqual(['type', 'title', 'words', 'name', 'phone'])
    const photos = Array.from({ length: 3 }, () => ({ path: 'p', id: null }))
    expect(letterProblems({ ...full, title: '一二三四五六', words: '字'.repeat(11), photos }, LIMITS).map((problem) => problem.why)).toEqual(['title_long', 'words_long', 'photos'])
  })

  test('length is counted in characters: rare ones and emoji are one each, spaces around are none', () => {
    expect([lengthOf(' 𠮷𠮷 '), lengthOf('👍好'), lengthOf('   ')]).toEqual([2, 2, 0])
  })

  test('mobile numbers and landlines with area code are phones', () => {
    expect(['19900000001', '199-0000-0001', '010 6956 0000', '0316-2200000'].every(isPhone)).toBe(true)
    expect(['', '123', '69560000', '29900000001', '1990000000a'].some(isPhone)).toBe(false)
  })

  test('a booking needs a topic, a name and a phone', () => {
    expect(bookingProblems({ topic: ' ', name: '', phone: '1' }).map((problem) => problem.field)).toEqual(['topic', 'name', 'phone'])
  })

  test('contact details alone make no letter worth keeping', () => {
    expect(isEmpty(blankLetter('id', { name: '测试甲', phone: '19900000001' }, NOW))).toBe(true)
    expect(isEmpty(full)).toBe(false)
  })

  test('what is sent is trimmed, without the spot when none was marked', () => {
    const sent = toSend({ ...full, title: ' 路灯 ', photos: [{ path: 'a', id: 4 }] })
    expect(sent).toEqual({ request_id: 'id', type: 'help', title: '路灯', words: '不亮', name: '测试甲', phone: '19900000001', village: '', lon: null, lat: null, coordinates: 'gcj02', photos: [4] })
    expect(toSend({ ...full, spot: { lon: 116.8, lat: 39.7, label: '' } })).toMatchObject({ lon: 116.8, lat: 39.7 })
  })

  test('the book lists its letters newest first beside other things on the phone', async () => {
    const store = new MemoryStore()
    const book = new LetterBook(store)
    await store.set('session', { token: 'x' })
    await book.put({ ...full, request_id: 'old', touched: 1 })
    await book.put({ ...full, request_id: 'new', touched: 2 })
    expect((await book.list()).map((draft) => draft.request_id)).toEqual(['new', 'old'])
    await book.drop('new')
    expect(await book.get('new')).toBeNull()
    expect(await book.contact()).toEqual({ name: '', phone: '' })
    await book.rememberContact(full)
    expect(await book.contact()).toEqual({ name: '测试甲', phone: '199 0000 0001' })
  })

  test('a waiting letter is open to change only while it was never put on the wire', () => {
    expect(draftShown({ ...full, state: 'waiting' }, zh, NOW)).toMatchObject({ state: '待发送', editable: true, why: '' })
    expect(draftShown({ ...full, state: 'waiting', tries: 1 }, zh, NOW)).toMatchObject({ editable: false, why: zh.box.maybe_arrived })
    expect(draftShown({ ...full, state: 'refused', tries: 1, refusal: { code: 'x', says: '太长了。' } }, zh, NOW)).toMatchObject({ editable: true, why: '太长了。' })
    expect(draftShown({ ...full, title: ' ' }, zh, NOW).title).toBe('（还没写题目）')
  })
})

test('ids are version-4 UUIDs and differ', () => {
  const made = Array.from({ length: 1000 }, () => newRequestId(Math.random))
  expect(new Set(made).size).toBe(1000)
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a rating needs both answers, and a comment its score', () => {
  const blank = blankRating()
  expect(ratingProblems(blank).map((problem) => problem.why)).toEqual(['solved', 'satisfied'])
  const form = { ...blank, solved: 'yes' as const, satisfied: 'fair' as const, scores: { a: 5, b: 0 }, comments: { a: ' 好 ', b: ' ' } }
  expect(ratingProblems(form)).toEqual([])
  expect(ratingProblems({ ...form, comments: { b: '差' } }).map((problem) => problem.why)).toEqual(['comment'])
  expect(ratingOf(form)).toEqual({ solved: true, satisfied: 'fair', words: '', evaluations: [{ key: 'a', score: 5, comment: '好' }] })
})

test('every failure has a plain sentence', () => {
  expect(explain(new Failure('unreached'), zh)).toBe(zh.errors.unreached)
  expect(explain(new Failure('busy', 503), zh)).toBe(zh.errors.busy)
  expect(explain(new Failure('refused', 422, 'x', '请写题目。'), zh)).toBe('请写题目。')
  expect(explain(new Failure('refused', 422), zh)).toBe(zh.errors.refused)
  expect(explain(new TypeError('x'), zh)).toBe(zh.errors.unknown)
  expect(refusalShown({ code: 'photo_lost', says: '' }, en)).toBe(en.errors.photo_lost)
  expect(refusalShown({ code: 'not_logged_in', says: '' }, en)).toBe(en.errors.not_logged_in)
})

test('a booking is worded in the language in use; pictures are found from the root of the server', () => {
  const session = { id: 1, date: '2026-08-03', starts_at: '09:00', ends_at: '11:30', place: '接待室', leader: '书记', free: 0 }
  const booking = { id: 4, session, topic: '路', people: 1, queue_number: 2, state: 'called' as const, state_zh: '已叫号' }
  expect(bookingShown(booking, zh, 'zh', NOW)).toMatchObject({ day: '8月3日 周一', queue: '排第 2 号', state: '已叫号', cancellable: false, id: 4 })
  expect(bookingShown(booking, en, 'en', NOW)).toMatchObject({ state: 'Called', queue: 'Number 2 in the queue' })
  expect([addressOf('https://a.invalid', '/m/1.jpg'), addressOf('https://a.invalid', 'https://b.invalid/1.jpg')]).toEqual(['https://a.invalid/m/1.jpg', 'https://b.invalid/1.jpg'])
})
