import { isFailure } from '../api/http'
import type { Words } from '../i18n/index'

/** What went wrong as a sentence for the resident: the server's own words where it gave some. */
export function explain(error: unknown, t: Words): string {
  if (!isFailure(error)) return t.errors.unknown
  if (error.kind === 'unreached') return t.errors.unreached
  if (error.kind === 'busy') return t.errors.busy
  return refusalShown(error, t)
}

export function refusalShown(refusal: { code: string; says: string }, t: Words): string {
  if (refusal.says) return refusal.says
  if (refusal.code === 'photo_lost') return t.errors.photo_lost
  if (refusal.code === 'not_logged_in') return t.errors.not_logged_in
  return t.errors.refused
}
