import { isFailure } from '../api/http'
import type { Letter, NewLetter } from '../api/types'
import { type LetterBook, type LetterDraft, toSend } from './letters'

export interface OutboxPorts {
  letters: LetterBook
  uploadPhoto: (path: string) => Promise<number>
  sendLetter: (letter: NewLetter) => Promise<Letter>
  /** The letter is with the server: its photos on this phone can go. */
  forgetPhotos: (paths: string[]) => Promise<void>
  now: () => number
}

export type Outcome = { state: 'sent'; letter: Letter } | { state: 'waiting' } | { state: 'refused'; draft: LetterDraft }

/** After so many letters met no network, the rest of a round waits for the next one. */
const SILENCES_PER_ROUND = 2

/**
 * Letters that wait until the server has them. A letter leaves the phone only after the server's answer, and always
 * under the request_id of its draft, so that pressing twice, a cut line or a killed app cannot make two of one.
 */
export class Outbox {
  private running: Promise<void> | null = null
  private again = false
  private inFlight = ''
  private readonly outcomes = new Map<string, Outcome>()
  private readonly watchers = new Map<string, () => void>()

  constructor(private readonly ports: OutboxPorts) {}

  /** Puts a draft among the waiting and tries at once. */
  async post(draft: LetterDraft): Promise<Outcome> {
    const id = draft.request_id
    const kept = await this.ports.letters.get(id)
    if (kept?.state !== 'waiting') {
      await this.ports.letters.put({ ...draft, state: 'waiting', refusal: null, touched: this.ports.now() })
    }
    this.outcomes.delete(id)
    await this.flush()
    return this.outcomes.get(id) ?? { state: 'waiting' }
  }

  /** Tries all that wait; several callers at once share one run, and a run starts over for who came during it. */
  flush(): Promise<void> {
    this.again = true
    this.running ??= this.run()
    return this.running
  }

  /** Back to a draft, unless it may have arrived or is on the wire just now; tells whether it was done. */
  async takeBack(request_id: string): Promise<boolean> {
    const draft = await this.ports.letters.get(request_id)
    if (!draft || !mayTakeBack(draft) || this.inFlight === request_id) return false
    await this.ports.letters.put({ ...draft, state: 'draft', photos: draft.photos.map((photo) => ({ ...photo, id: null })) })
    return true
  }

  watch(name: string, tell: () => void): void {
    this.watchers.set(name, tell)
  }

  unwatch(name: string): void {
    this.watchers.delete(name)
  }

  private async run(): Promise<void> {
    try {
      while (this.again) {
        this.again = false
        await this.round()
      }
    } finally {
      this.running = null
    }
  }

  private async round(): Promise<void> {
    const waiting = (await this.ports.letters.list()).filter((draft) => draft.state === 'waiting')
    waiting.sort((a, b) => a.silences - b.silences || a.touched - b.touched) // one that never gets through must not hold up the rest
    let silences = 0
    for (const draft of waiting) {
      if (silences >= SILENCES_PER_ROUND) break
      this.inFlight = draft.request_id
      try {
        if (!(await this.deliver(draft))) silences += 1
      } finally {
        this.inFlight = ''
        this.watchers.forEach((tell) => { tell() })
      }
    }
  }

  /** False when nothing was heard. */
  private async deliver(first: LetterDraft): Promise<boolean> {
    let draft = first
    try {
      draft = await this.uploadPhotos(draft, (kept) => { draft = kept })
      draft = await this.keep({ ...draft, tries: draft.tries + 1 })
      const letter = await this.ports.sendLetter(toSend(draft))
      await this.ports.letters.rememberContact(draft)
      await this.ports.letters.drop(draft.request_id)
      await this.ports.forgetPhotos(draft.photos.map((photo) => photo.path))
      this.outcomes.set(draft.request_id, { state: 'sent', letter })
      return true
    } catch (error) {
      if (!isFailure(error)) throw error
      if (error.kind !== 'refused' || error.status === 401) {
        await this.keep({ ...draft, silences: draft.silences + 1 })
        this.outcomes.set(draft.request_id, { state: 'waiting' })
        return error.kind !== 'unreached'
      }
      const refused = await this.keep({ ...draft, state: 'refused', refusal: { code: error.code, says: error.says } })
      this.outcomes.set(draft.request_id, { state: 'refused', draft: refused })
      return true
    }
  }

  /** `kept` hears of each photo that is up, so that a cut at the next one loses none of them. */
  private async uploadPhotos(first: LetterDraft, kept: (draft: LetterDraft) => void): Promise<LetterDraft> {
    let draft = first
    for (const [index, photo] of first.photos.entries()) {
      if (photo.id !== null) continue
      const id = await this.ports.uploadPhoto(photo.path)
      draft = await this.keep({ ...draft, photos: draft.photos.map((one, at) => (at === index ? { ...one, id } : one)) })
      kept(draft)
    }
    return draft
  }

  private async keep(draft: LetterDraft): Promise<LetterDraft> {
    await this.ports.letters.put(draft)
    return draft
  }
}

/** A refused letter is not with the server; one never put on the wire is not either. Any other may be. */
export function mayTakeBack(draft: LetterDraft): boolean {
  return draft.state === 'refused' || (draft.state === 'waiting' && draft.tries === 0)
}
