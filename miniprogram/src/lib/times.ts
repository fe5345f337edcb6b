/** Everything is shown in Beijing time, whatever zone the phone is set to. */
const BEIJING_MS = 8 * 3_600_000
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Milliseconds since 1970, or null. Parsed by hand: iOS refuses some forms, and a text without a zone is Beijing's. */
export function momentOf(text: string | null | undefined): number | null {
  const found = ISO.exec(text ?? '')
  if (!found) return null
  const [, year, month, day, hour, minute, second, zone] = found
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0))
  return wall - offsetOf(zone)
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined) return BEIJING_MS
  if (zone === 'Z') return 0
  const size = Number(zone.slice(1, 3)) * 3_600_000 + Number(zone.slice(-2)) * 60_000
  return zone.startsWith('-') ? -size : size
}

interface Wall {
  year: number
  month: number
  day: number
  weekday: number
  clock: string
}

function wallOf(moment: number): Wall {
  const date = new Date(moment + BEIJING_MS)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    clock: `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`,
  }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

/** The words of a date in one language; `{month}` is a number, `{month_name}` an English short name. */
export interface DateWords {
  this_year: string
  other_year: string
  weekdays: string[]
}

function dateIn(wall: Wall, words: DateWords, thisYear: number): string {
  const pattern = wall.year === thisYear ? words.this_year : words.other_year
  const known: Record<string, string> = {
    year: String(wall.year),
    month: String(wall.month),
    month_name: MONTHS[wall.month - 1] ?? '',
    day: String(wall.day),
  }
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole)
}

/** "date hh:mm"; an unreadable text is shown as it came. */
export function timeShown(text: string | null, words: DateWords, now: number): string {
  const moment = momentOf(text)
  if (moment === null) return text ?? ''
  const wall = wallOf(moment)
  return `${dateIn(wall, words, wallOf(now).year)} ${wall.clock}`
}

/** "date weekday" of a day or a moment. */
export function dayShown(text: string, words: DateWords, now: number): string {
  const moment = momentOf(text)
  if (moment === null) return text
  const wall = wallOf(moment)
  return `${dateIn(wall, words, wallOf(now).year)} ${words.weekdays[wall.weekday] ?? ''}`.trim()
}

/** hh:mm of a moment, or of a text that is a clock time already. */
export function clockShown(text: string): string {
  if (/^\d\d:\d\d/.test(text)) return text.slice(0, 5)
  const moment = momentOf(text)
  return moment === null ? text : wallOf(moment).clock
}

export interface Span {
  late: boolean
  days: number
  hours: number
  minutes: number
}

/** How far off a moment is, split for reading; on the moment itself it is not late. */
export function spanTo(due: number, now: number): Span {
  const size = Math.floor(Math.abs(due - now) / 60_000)
  return { late: now > due, days: Math.floor(size / 1440), hours: Math.floor(size / 60) % 24, minutes: size % 60 }
}
