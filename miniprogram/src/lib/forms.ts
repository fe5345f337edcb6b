import { isFailure } from '../api/http'
import type { Store } from './store'

export interface Form<V> {
  request_id: string
  values: V
  /** It was sent and no answer came: it may have arrived, so it can be sent again as it is but no longer changed. */
  unsure: boolean
}

const PREFIX = 'form:'

/** Small forms (words, rating, booking) kept on the phone until the server has them, each under one request_id. */
export class Forms {
  constructor(
    private readonly store: Store,
    private readonly newId: () => string,
  ) {}

  async open<V>(key: string, blank: V): Promise<Form<V>> {
    return (await this.store.get<Form<V>>(PREFIX + key)) ?? { request_id: this.newId(), values: blank, unsure: false }
  }

  async save<V>(key: string, form: Form<V>): Promise<void> {
    await this.store.set(PREFIX + key, form)
  }

  /** Sends once; the form is dropped when the server took it, free to change when it refused, and unsure otherwise. */
  async submit<V, A>(key: string, form: Form<V>, send: (form: Form<V>) => Promise<A>): Promise<A> {
    await this.save(key, { ...form, unsure: true })
    try {
      const answer = await send(form)
      await this.store.remove(PREFIX + key)
      return answer
    } catch (error) {
      if (isFailure(error) && error.kind === 'refused') await this.save(key, { ...form, unsure: false })
      throw error
    }
  }
}
