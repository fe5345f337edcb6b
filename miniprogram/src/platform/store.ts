import type { Store } from '../lib/store'

/**
 * WeChat's storage, encrypted (only the asynchronous calls can). Writes of one key go one after the other, and of those
 * that wait only the newest is written: a slow phone must not end with an older text than the one last typed.
 */
export function wxStore(): Store {
  const newest = new Map<string, { value: unknown }>()
  const writing = new Map<string, Promise<void>>()

  async function drain(key: string): Promise<void> {
    try {
      for (let next = newest.get(key); next; next = newest.get(key)) {
        newest.delete(key)
        await wx.setStorage({ key, data: next.value, encrypt: true })
      }
    } finally {
      writing.delete(key)
    }
  }

  async function settled(key: string): Promise<void> {
    await writing.get(key)
  }

  return {
    async get<T>(key: string): Promise<T | null> {
      await settled(key)
      return wx.getStorage<T>({ key, encrypt: true }).then((found) => found.data, () => null)
    },
    set(key, value) {
      newest.set(key, { value: JSON.parse(JSON.stringify(value)) as unknown })
      let running = writing.get(key)
      if (!running) {
        running = drain(key)
        writing.set(key, running)
      }
      return running
    },
    async remove(key) {
      newest.delete(key)
      await settled(key)
      await wx.removeStorage({ key })
    },
    async keys() {
      await Promise.all(writing.values())
      return (await wx.getStorageInfo()).keys
    },
  }
}
