/** The phone's own memory: values are plain JSON, and the last `set` of a key wins. */
export interface Store {
  get<T>(key: string): Promise<T | null>
  set(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  keys(): Promise<string[]>
}
