/** Shapes of the public JSON API. Moments are ISO 8601 texts; `zh`/`en` are names in the two languages. */

export interface Named {
  key: string
  zh: string
  en: string
}

export interface TownCard {
  town: { code: string; name: string }
  types: Named[]
  villages: { code: string; name: string }[]
  evaluators: { key: string; name: string }[]
  privacy: string
  limits: { title: number; words: number; photos: number }
  templates: string[]
}

export interface SessionToken {
  token: string
  expires_at: string
}

export interface NewLetter {
  request_id: string
  type: string
  title: string
  words: string
  name: string
  phone: string
  village: string
  lon: number | null
  lat: number | null
  coordinates: 'gcj02'
  photos: number[]
}

export interface LetterRow {
  number: string
  title: string
  received_at: string
  stage: string
  stage_zh: string
  stage_en: string
}

export interface LetterPage {
  letters: LetterRow[]
  next: string | null
}

export interface Stage extends Named {
  at: string | null
}

export interface Evaluation {
  key: string
  score: number
  comment: string
}

export type Satisfied = 'yes' | 'mostly' | 'fair' | 'no'

export interface Rating {
  solved: boolean
  satisfied: Satisfied
  words: string
  evaluations: Evaluation[]
}

export interface Letter extends LetterRow {
  query_code: string
  words: string
  type: string
  due_at: string | null
  stages: Stage[]
  who_answers_now: string
  timeline: { at: string; who: string; says: string }[]
  photos: string[]
  looks: { at: string; who: string; field: string; reason: string }[]
  answer: string | null
  rating: Rating | null
  may: { add: boolean; withdraw: boolean; rate: boolean; reopen: boolean; reopen_until: string | null }
}

export interface Notice {
  id: number
  title: string
  text: string
  village: string
  published_at: string
}

export interface ReceptionSession {
  id: number
  date: string
  starts_at: string
  ends_at: string
  place: string
  leader: string
  free: number
}

export interface NewBooking {
  request_id: string
  session: number
  topic: string
  people: number
  name: string
  phone: string
}

export interface Booking {
  id: number
  session: ReceptionSession
  topic: string
  people: number
  queue_number: number
  state: 'booked' | 'called' | 'received' | 'absent' | 'cancelled'
  state_zh: string
}
