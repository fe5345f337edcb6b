import type { Booking, Letter, LetterRow, ReceptionSession } from '../api/types'
import { fill, type Lang, named, type Words } from '../i18n/index'
import { refusalShown } from './explain'
import { type LetterDraft } from './letters'
import { mayTakeBack } from './outbox'
import { clockShown, dayShown, momentOf, spanTo, timeShown } from './times'

/** How records of the API are worded for the pages; pure, so that the pages only pass them on. */

export interface StepShown {
  key: string
  title: string
  when: string
  status: 'finish' | 'process' | 'default'
  aria: string
}

/** Stages with a time are done; the first one after the last of them is under way; one left out on the way stays plain. */
export function stepsShown(letter: Letter, t: Words, lang: Lang, now: number): StepShown[] {
  const next = letter.stages.reduce((after, stage, index) => (stage.at ? index + 1 : after), 0)
  return letter.stages.map((stage, index) => {
    const status = stage.at ? 'finish' : index === next ? 'process' : 'default'
    const title = named(stage, lang)
    const when = stage.at ? timeShown(stage.at, t.dates, now) : status === 'process' ? t.letter.under_way : ''
    return { key: stage.key, title, when, status, aria: fill(t.letter.step_aria[status], { title, when }) }
  })
}

/** The sentence about the clock, and whether it is late; null when nothing runs. */
export function clockOf(letter: Letter, t: Words, now: number): { sentence: string; late: boolean } | null {
  const due = momentOf(letter.due_at)
  if (due === null) return null
  const span = spanTo(due, now)
  const pattern = span.days ? t.clock.days : span.hours ? t.clock.hours : t.clock.minutes
  const size = fill(pattern, { days: span.days, hours: span.hours, minutes: span.minutes })
  const values = { when: timeShown(letter.due_at, t.dates, now), span: size }
  return { sentence: fill(span.late ? t.clock.late : t.clock.left, values), late: span.late }
}

export function rowShown(row: LetterRow, t: Words, lang: Lang, now: number) {
  const stage = named({ zh: row.stage_zh, en: row.stage_en }, lang)
  const when = timeShown(row.received_at, t.dates, now)
  return { number: row.number, title: row.title, stage, when, aria: fill(t.letters.row_aria, { title: row.title, stage, when }) }
}

export function draftShown(draft: LetterDraft, t: Words, now: number) {
  const stamp = new Date(draft.touched).toISOString()
  return {
    id: draft.request_id,
    title: draft.title.trim() || t.box.untitled,
    when: timeShown(stamp, t.dates, now),
    state: t.box.states[draft.state],
    kind: draft.state,
    why: draft.refusal ? refusalShown(draft.refusal, t) : draft.state === 'waiting' && draft.tries ? t.box.maybe_arrived : '',
    editable: draft.state === 'draft' || mayTakeBack(draft),
  }
}

export function sessionShown(session: ReceptionSession, t: Words, now: number) {
  const day = dayShown(session.date, t.dates, now)
  const hours = `${clockShown(session.starts_at)}–${clockShown(session.ends_at)}`
  const free = session.free > 0 ? fill(t.reception.free, { n: session.free }) : t.reception.full
  return { id: session.id, day, hours, place: session.place, leader: session.leader, open: session.free > 0, free, aria: `${day} ${hours} ${session.leader} ${free}` }
}

export function bookingShown(booking: Booking, t: Words, lang: Lang, now: number) {
  return {
    id: booking.id,
    ...only(sessionShown(booking.session, t, now)),
    topic: booking.topic,
    queue: fill(t.reception.queue, { n: booking.queue_number }),
    state: lang === 'zh' ? booking.state_zh : t.reception.states[booking.state],
    cancellable: booking.state === 'booked',
  }
}

function only(session: ReturnType<typeof sessionShown>) {
  return { day: session.day, hours: session.hours, place: session.place, leader: session.leader }
}

/** A picture's address as the server gives it, whole or from the root. */
export function addressOf(server: string, path: string): string {
  return /^https?:/.test(path) ? path : server + path
}

export function timelineShown(letter: Letter, t: Words, now: number) {
  return letter.timeline.map((one, index) => ({ index, who: one.who, says: one.says, when: timeShown(one.at, t.dates, now) }))
}

export function looksShown(letter: Letter, t: Words, now: number) {
  return letter.looks.map((look, index) => ({
    index,
    line: fill(t.letter.look, { when: timeShown(look.at, t.dates, now), who: look.who, field: look.field }),
    reason: look.reason,
  }))
}

export function ratingShown(rating: Letter['rating'], evaluators: { key: string; name: string }[], t: Words) {
  if (!rating) return null
  return {
    solved: rating.solved ? t.rate.solved_yes : t.rate.solved_no,
    satisfied: t.rate.levels[rating.satisfied],
    words: rating.words,
    evaluations: rating.evaluations.map((one) => {
      const name = evaluators.find((evaluator) => evaluator.key === one.key)?.name ?? one.key
      return { key: one.key, line: fill(t.letter.evaluation, { name, score: one.score, comment: one.comment }).trim() }
    }),
  }
}
