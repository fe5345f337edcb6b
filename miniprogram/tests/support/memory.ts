import type { Store } from '../../src/lib/store'

/** A Store in memory that, like the phone's, keeps copies and takes its time. */
export class MemoryStore implements Store {
  private readonly kept = new Map<string, string>()

  get<T>(key: string): Promise<T | null> {
    const text = this.kept.get(key)
    return Promise.resolve(text === undefined ? null : (JSON.parse(text) as T))
  }

  async set(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value)
    await Promise.resolve()
    this.kept.set(key, text)
  }

  remove(key: string): Promise<void> {
    this.kept.delete(key)
    return Promise.resolve()
  }

  keys(): Promise<string[]> {
    return Promise.resolve([...this.kept.keys()])
  }
}
