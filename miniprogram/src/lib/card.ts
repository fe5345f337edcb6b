import { isFailure } from '../api/http'
import type { TownCard } from '../api/types'
import type { Store } from './store'

const KEY = 'card'

/** Until the town's own card was seen once: what the server is known to allow. */
export const LIMITS = { title: 200, words: 5000, photos: 6 }

/** The town's card; without network the one seen last, so that a letter can be written where there is no signal. */
export class CardKeeper {
  constructor(
    private readonly fetch: () => Promise<TownCard>,
    private readonly store: Store,
  ) {}

  async load(): Promise<TownCard> {
    try {
      const card = await this.fetch()
      await this.store.set(KEY, card)
      return card
    } catch (error) {
      const kept = await this.store.get<TownCard>(KEY)
      if (kept && isFailure(error)) return kept
      throw error
    }
  }
}
