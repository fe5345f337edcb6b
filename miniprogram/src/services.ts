import { MailboxClient } from './api/client'
import { Session } from './api/session'
import { config } from './config'
import { CardKeeper } from './lib/card'
import { Forms } from './lib/forms'
import { newRequestId } from './lib/ids'
import { LetterBook } from './lib/letters'
import { Outbox } from './lib/outbox'
import { forgetPhotos, loginCode } from './platform/phone'
import { keepPreferences, type Preferences, readPreferences } from './platform/preferences'
import { wxStore } from './platform/store'
import { wxTransport } from './platform/transport'

/** The one place where the parts are put together; pages ask for them with `services()`. */
export interface Services {
  client: MailboxClient
  card: CardKeeper
  letters: LetterBook
  outbox: Outbox
  forms: Forms
  now: () => number
  newId: () => string
  preferences: () => Preferences
  prefer: (change: Partial<Preferences>) => void
}

let started: Services | null = null

export function services(): Services {
  started ??= start()
  return started
}

/** Builds everything anew from what the phone has kept, as at the launch of the app. */
export function start(): Services {
  const now = () => Date.now()
  const newId = () => newRequestId(Math.random)
  const store = wxStore()
  const transport = wxTransport(config.server)
  const session = new Session({ transport, store, town: config.town, login: loginCode, now })
  const client = new MailboxClient(transport, session, config.town, pause)
  const letters = new LetterBook(store)
  let preferences = readPreferences()
  started = {
    client,
    card: new CardKeeper(() => client.card(), store),
    letters,
    outbox: new Outbox({
      letters,
      uploadPhoto: (path) => client.uploadPhoto(path),
      sendLetter: (letter) => client.sendLetter(letter),
      forgetPhotos,
      now,
    }),
    forms: new Forms(store, newId),
    now,
    newId,
    preferences: () => preferences,
    prefer: (change) => {
      preferences = { ...preferences, ...change }
      keepPreferences(preferences)
    },
  }
  return started
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds) })
}
