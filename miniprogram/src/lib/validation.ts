import type { TownCard } from '../api/types'
import type { LetterDraft } from './letters'

export type Field = 'type' | 'title' | 'words' | 'name' | 'phone' | 'topic' | 'photos'

/** `why` names a sentence under `wrong` in the dictionaries. */
export interface Problem {
  field: Field
  why: 'type' | 'title' | 'title_long' | 'words' | 'words_long' | 'name' | 'phone' | 'topic' | 'photos'
}

/** Characters as the server counts them: a rare character or an emoji is one. */
export function lengthOf(text: string): number {
  return Array.from(text.trim()).length
}

/** Mobile number, or a landline with area code; spaces and hyphens do not matter. */
export function isPhone(text: string): boolean {
  return /^(1\d{10}|0\d{9,11})$/.test(text.replace(/[\s-]/g, ''))
}

/** In the order in which the fields stand on the page. */
export function letterProblems(draft: LetterDraft, limits: TownCard['limits']): Problem[] {
  const problems: Problem[] = []
  if (!draft.type) problems.push({ field: 'type', why: 'type' })
  if (!lengthOf(draft.title)) problems.push({ field: 'title', why: 'title' })
  if (lengthOf(draft.title) > limits.title) problems.push({ field: 'title', why: 'title_long' })
  if (!lengthOf(draft.words)) problems.push({ field: 'words', why: 'words' })
  if (lengthOf(draft.words) > limits.words) problems.push({ field: 'words', why: 'words_long' })
  if (draft.photos.length > limits.photos) problems.push({ field: 'photos', why: 'photos' })
  return [...problems, ...contactProblems(draft)]
}

export function bookingProblems(form: { topic: string; name: string; phone: string }): Problem[] {
  const topic: Problem[] = lengthOf(form.topic) ? [] : [{ field: 'topic', why: 'topic' }]
  return [...topic, ...contactProblems(form)]
}

function contactProblems(form: { name: string; phone: string }): Problem[] {
  const problems: Problem[] = []
  if (!lengthOf(form.name)) problems.push({ field: 'name', why: 'name' })
  if (!isPhone(form.phone)) problems.push({ field: 'phone', why: 'phone' })
  return problems
}
