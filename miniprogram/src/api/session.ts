import { momentOf } from '../lib/times'
import type { Store } from '../lib/store'
import { bodyOf, isFailure, type Transport } from './http'
import type { SessionToken } from './types'

const KEY = 'session'
const EARLY_MS = 60_000

export interface SessionPorts {
  transport: Transport
  store: Store
  town: string
  /** A fresh one-use code of WeChat's log-in. */
  login: () => Promise<string>
  now: () => number
}

/** Keeps the visitor's token until a minute before it ends; several callers at once share one log-in. */
export class Session {
  private opening: Promise<SessionToken> | null = null

  constructor(private readonly ports: SessionPorts) {}

  async token(): Promise<string> {
    const kept = await this.ports.store.get<SessionToken>(KEY)
    if (kept && (momentOf(kept.expires_at) ?? 0) - EARLY_MS > this.ports.now()) return kept.token
    return (await this.openOnce()).token
  }

  /** Called with the token that the server no longer takes; another caller may already have a new one. */
  async renew(stale: string): Promise<string> {
    const kept = await this.ports.store.get<SessionToken>(KEY)
    if (kept && kept.token !== stale) return this.token()
    return (await this.openOnce()).token
  }

  private openOnce(): Promise<SessionToken> {
    this.opening ??= this.open().finally(() => {
      this.opening = null
    })
    return this.opening
  }

  private async open(): Promise<SessionToken> {
    let fresh: SessionToken
    try {
      fresh = await this.ask()
    } catch (error) {
      if (!isFailure(error) || error.kind !== 'unreached') throw error
      fresh = await this.ask() // the first code may be used up by an answer that was lost, so this takes another
    }
    await this.ports.store.set(KEY, fresh)
    return fresh
  }

  private async ask(): Promise<SessionToken> {
    const code = await this.ports.login()
    const answer = await this.ports.transport.send({ method: 'POST', path: `/api/mailbox/${this.ports.town}/session`, body: { code } })
    return bodyOf<SessionToken>(answer)
  }
}
