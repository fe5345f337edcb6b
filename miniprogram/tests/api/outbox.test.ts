import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { MailboxClient } from '../../src/api/client'
import type { Transport } from '../../src/api/http'
import { Session } from '../../src/api/session'
import { Forms } from '../../src/lib/forms'
import { blankLetter, LetterBook, type LetterDraft } from '../../src/lib/letters'
import { Outbox } from '../../src/lib/outbox'
import type { Store } from '../../src/lib/store'
import { MemoryStore } from '../support/memory'
import { nodeTransport } from '../support/node-transport'
import { type Cut, NOW, Town, TOWN } from '../support/town'

let town: Town
let server: string
let store: MemoryStore
let folder: string
let logins: number

beforeEach(async () => {
  town = new Town()
  server = await town.open()
  store = new MemoryStore()
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'xiangyue-outbox-'))
  logins = 0
})

afterEach(async () => {
  await town.close()
  fs.rmSync(folder, { recursive: true })
})

/** The app as it runs between a launch and being killed: after that nothing of it reaches the line or the storage. */
class App {
  private killed = false
  readonly letters: LetterBook
  readonly outbox: Outbox

  constructor() {
    const kept = this.alive(store)
    const line = nodeTransport(server)
    const transport: Transport = {
      send: (ask) => this.unlessKilled(() => line.send(ask)),
      upload: (at, file, token) => this.unlessKilled(() => line.upload(at, file, token)),
    }
    const session = new Session({ transport, store: kept, town: TOWN, login: () => Promise.resolve(`code-${String(++logins)}`), now: () => NOW })
    const client = new MailboxClient(transport, session, TOWN, () => Promise.resolve())
    this.letters = new LetterBook(kept)
    this.outbox = new Outbox({
      letters: this.letters,
      uploadPhoto: (file) => client.uploadPhoto(file),
      sendLetter: (letter) => client.sendLetter(letter),
      forgetPhotos: (paths) => this.unlessKilled(() => {
        for (const file of paths) fs.rmSync(file, { force: true })
        return Promise.resolve()
      }),
      now: () => NOW,
    })
  }

  kill(): void {
    this.killed = true
  }

  private isKilled(): boolean {
    return this.killed
  }

  private async unlessKilled<T>(work: () => Promise<T>): Promise<T> {
    const never = new Promise<T>(() => undefined)
    if (this.isKilled()) return never
    try {
      const answer = await work()
      return this.isKilled() ? await never : answer
    } catch (error) {
      if (this.isKilled()) return never
      throw error
    }
  }

  private alive(store: Store): Store {
    return {
      get: (key) => this.unlessKilled(() => store.get(key)),
      set: (key, value) => this.unlessKilled(() => store.set(key, value)),
      remove: (key) => this.unlessKilled(() => store.remove(key)),
      keys: () => this.unlessKilled(() => store.keys()),
    }
  }
}

function letter(at: number, photos: string[] = []): LetterDraft {
  return {
    ...blankLetter(`request-${String(at)}`, { name: '测试甲', phone: '19900000001' }, NOW + at),
    type: 'help',
    title: `第 ${String(at)} 封`,
    words: `事情 ${String(at)}`,
    photos: photos.map((file) => ({ path: file, id: null })),
  }
}

function picture(name: string): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, name)
  return file
}

/** The same numbers each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

test('200 letters over a line that is cut at random, in an app that is killed at random: each arrives once', async () => {
  const random = seeded(20260727)
  town.cut = (): Cut => {
    const dice = random()
    return dice < 0.25 ? 'before' : dice < 0.5 ? 'after' : null
  }
  let app = new App()
  let kills = 0
  for (let at = 0; at < 200; at += 1) {
    const draft = letter(at, at % 5 === 0 ? [picture(`${String(at)}.jpg`)] : [])
    await app.letters.put(draft) // as the page does at every key
    const posted = app.outbox.post(draft)
    if (random() < 0.3) void app.outbox.post(draft) // the button is pressed again
    if (random() < 0.2) {
      await pause(Math.floor(random() * 8))
      app.kill()
      kills += 1
      app = new App()
    } else {
      await posted
    }
  }
  for (let round = 0; round < 400; round += 1) {
    const left = await app.letters.list()
    if (!left.length) break
    for (const draft of left.filter((one) => one.state !== 'waiting')) await app.outbox.post(draft)
    await app.outbox.flush()
  }

  expect(await app.letters.list()).toEqual([])
  expect(town.letters).toHaveLength(200)
  expect(new Set(town.letters.map((one) => one.title)).size).toBe(200)
  expect(kills).toBeGreaterThan(20)
  expect(town.counted(/POST .*\/letters$/)).toBeGreaterThan(200)
  for (let at = 0; at < 200; at += 5) expect(town.sent.get(`request-${String(at)}`)?.photos).toHaveLength(1)
  expect(fs.readdirSync(folder).length).toBeLessThanOrEqual(kills) // only a kill between the answer and the cleaning leaves a copy
}, 60_000)

test('photos that are up already are not sent again when the letter itself was cut', async () => {
  const app = new App()
  town.cut = (_, url) => (url.endsWith('/letters') ? 'before' : null)
  expect(await app.outbox.post(letter(1, [picture('a.jpg'), picture('b.jpg')]))).toEqual({ state: 'waiting' })
  town.cut = () => null
  await app.outbox.flush()
  expect(town.photos.map(String)).toEqual(['a.jpg', 'b.jpg'])
  expect(town.sent.get('request-1')?.photos).toEqual([1, 2])
  expect(fs.readdirSync(folder)).toEqual([])
})

test('one letter that never gets through does not hold up the others', async () => {
  const app = new App()
  const stuck = [letter(1, [picture('a.jpg')]), letter(2, [picture('b.jpg')]), letter(3, [picture('c.jpg')])]
  town.cut = () => 'before'
  for (const draft of stuck) await app.outbox.post(draft)
  town.cut = (_, url) => (url.endsWith('/photos') ? 'before' : null)
  expect(await app.outbox.post(letter(4))).toMatchObject({ state: 'sent' })
  expect(town.letters.map((one) => one.title)).toEqual(['第 4 封'])
})

test('a refused letter stays with the reason and can be taken back; one that may have arrived cannot', async () => {
  const app = new App()
  town.plan(/POST .*\/letters$/, 422, { error: 'words', says: '请写清楚地点。' })
  const refused = await app.outbox.post(letter(1, [picture('a.jpg')]))
  expect(refused).toMatchObject({ state: 'refused', draft: { refusal: { says: '请写清楚地点。' }, photos: [{ id: 1 }] } })
  expect(await app.outbox.takeBack('request-1')).toBe(true)
  expect(await app.letters.get('request-1')).toMatchObject({ state: 'draft', request_id: 'request-1', photos: [{ id: null }] })

  town.cut = (_, url) => (url.endsWith('/letters') ? 'after' : null)
  await app.outbox.post(letter(2))
  expect(await app.outbox.takeBack('request-2')).toBe(false)
  expect(await app.outbox.takeBack('nobody')).toBe(false)
})

test('a letter that never left the phone can be taken back, but not while it is on the wire', async () => {
  const app = new App()
  await app.letters.put({ ...letter(1), state: 'waiting' })
  expect(await app.outbox.takeBack('request-1')).toBe(true)
  const posted = app.outbox.post(letter(2))
  await pause(1)
  expect(await app.outbox.takeBack('request-2')).toBe(false)
  expect((await posted).state).toBe('sent')
})

test('a log-in that does not work or a busy server keeps the letter waiting', async () => {
  const app = new App()
  town.plan(/POST .*\/letters$/, 401)
  town.plan(/POST .*\/letters$/, 401)
  expect(await app.outbox.post(letter(1))).toEqual({ state: 'waiting' })
  for (let asked = 0; asked < 3; asked += 1) town.plan(/POST .*\/letters$/, 503)
  expect(await app.outbox.post(letter(1))).toEqual({ state: 'waiting' })
  expect((await app.outbox.post(letter(1))).state).toBe('sent')
})

test('whoever watches is told after each letter, until he stops', async () => {
  const app = new App()
  let told = 0
  app.outbox.watch('box', () => { told += 1 })
  await app.outbox.post(letter(1))
  app.outbox.unwatch('box')
  await app.outbox.post(letter(2))
  expect(told).toBe(1)
})

describe('small forms', () => {
  test('a form keeps its request_id over a lost answer and is free again after a refusal', async () => {
    let ids = 0
    const forms = new Forms(store, () => `form-${String(++ids)}`)
    const form = await forms.open('words:1', '')
    await forms.save('words:1', { ...form, values: '补充' })
    const { Failure } = await import('../../src/api/http')
    const lost = forms.submit('words:1', { ...form, values: '补充' }, () => Promise.reject(new Failure('unreached')))
    await expect(lost).rejects.toMatchObject({ kind: 'unreached' })
    expect(await forms.open('words:1', '')).toEqual({ request_id: 'form-1', values: '补充', unsure: true })
    const refused = forms.submit('words:1', await forms.open('words:1', ''), () => Promise.reject(new Failure('refused', 422)))
    await expect(refused).rejects.toMatchObject({ kind: 'refused' })
    expect((await forms.open('words:1', '')).unsure).toBe(false)
    expect(await forms.submit('words:1', form, (sent) => Promise.resolve(sent.request_id))).toBe('form-1')
    expect((await forms.open('words:1', '')).request_id).toBe('form-2')
  })
})
