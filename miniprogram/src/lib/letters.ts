import type { NewLetter } from '../api/types'
import type { Store } from './store'

export interface Spot {
  lon: number
  lat: number
  label: string
}

export interface Photo {
  path: string
  id: number | null
}

/** Contact details go no further than this phone (kept encrypted) and the letter itself. */
export interface LetterDraft {
  /** Made once with the draft and never again: by it the server knows a letter that comes twice. */
  request_id: string
  state: 'draft' | 'waiting' | 'refused'
  type: string
  title: string
  words: string
  village: string
  name: string
  phone: string
  spot: Spot | null
  photos: Photo[]
  /** How often the letter itself was put on the wire; after the first time it may have arrived. */
  tries: number
  /** Rounds of the outbox in which it met silence; who has waited through fewer goes first. */
  silences: number
  refusal: { code: string; says: string } | null
  touched: number
}

export function blankLetter(request_id: string, contact: Contact, now: number): LetterDraft {
  return {
    request_id,
    state: 'draft',
    type: '',
    title: '',
    words: '',
    village: '',
    name: contact.name,
    phone: contact.phone,
    spot: null,
    photos: [],
    tries: 0,
    silences: 0,
    refusal: null,
    touched: now,
  }
}

export interface Contact {
  name: string
  phone: string
}

/** Nothing that the resident wrote: such a draft need not be kept. */
export function isEmpty(draft: LetterDraft): boolean {
  return !(draft.type || draft.title.trim() || draft.words.trim() || draft.spot || draft.photos.length)
}

/** Needs the photos to have been uploaded. */
export function toSend(draft: LetterDraft): NewLetter {
  return {
    request_id: draft.request_id,
    type: draft.type,
    title: draft.title.trim(),
    words: draft.words.trim(),
    name: draft.name.trim(),
    phone: draft.phone.replace(/[\s-]/g, ''),
    village: draft.village,
    lon: draft.spot?.lon ?? null,
    lat: draft.spot?.lat ?? null,
    coordinates: 'gcj02',
    photos: draft.photos.map((photo) => photo.id).filter((id) => id !== null),
  }
}

const PREFIX = 'letter:'
const CONTACT = 'contact'

/** One record per letter, so that each step of its life is one write that is either there or not. */
export class LetterBook {
  constructor(private readonly store: Store) {}

  /** Newest first. */
  async list(): Promise<LetterDraft[]> {
    const keys = (await this.store.keys()).filter((key) => key.startsWith(PREFIX))
    const found = await Promise.all(keys.map((key) => this.store.get<LetterDraft>(key)))
    return found.filter((draft) => draft !== null).sort((a, b) => b.touched - a.touched)
  }

  get(request_id: string): Promise<LetterDraft | null> {
    return this.store.get(PREFIX + request_id)
  }

  async put(draft: LetterDraft): Promise<void> {
    await this.store.set(PREFIX + draft.request_id, draft)
  }

  async drop(request_id: string): Promise<void> {
    await this.store.remove(PREFIX + request_id)
  }

  async contact(): Promise<Contact> {
    return (await this.store.get<Contact>(CONTACT)) ?? { name: '', phone: '' }
  }

  async rememberContact(contact: Contact): Promise<void> {
    await this.store.set(CONTACT, { name: contact.name, phone: contact.phone })
  }
}
