import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { MailboxClient } from '../../src/api/client'
import { isFailure } from '../../src/api/http'
import { Session } from '../../src/api/session'
import type { NewLetter } from '../../src/api/types'
import { CardKeeper } from '../../src/lib/card'
import { MemoryStore } from '../support/memory'
import { nodeTransport } from '../support/node-transport'
import { NOW, Town, TOWN } from '../support/town'

const LETTER: NewLetter = { request_id: 'one', type: 'help', title: '路灯', words: '不亮', name: '测试甲', phone: '19900000001', village: '', lon: null, lat: null, coordinates: 'gcj02', photos: [] }

let town: Town
let client: MailboxClient
let store: MemoryStore
let pauses: number[]
let now: number

beforeEach(async () => {
  town = new Town()
  const transport = nodeTransport(await town.open())
  store = new MemoryStore()
  pauses = []
  now = NOW
  let logins = 0
  const session = new Session({ transport, store, town: TOWN, login: () => Promise.resolve(`code-${String(++logins)}`), now: () => now })
  client = new MailboxClient(transport, session, TOWN, (pause) => {
    pauses.push(pause)
    return Promise.resolve()
  })
})

afterEach(() => town.close())

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason)
  if (!isFailure(error)) throw new Error('it did not fail as a Failure')
  return { kind: error.kind, status: error.status, says: error.says }
}

test('each endpoint is called as the contract says', async () => {
  town.sessions = [{ id: 7, date: '2026-08-03', starts_at: '09:00', ends_at: '11:30', place: '', leader: '', free: 2 }]
  const photo = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'xiangyue-')), 'a.jpg')
  fs.writeFileSync(photo, 'jpeg')
  expect((await client.card()).town.name).toBe('永乐店镇')
  expect(await client.notices()).toEqual([])
  expect(await client.uploadPhoto(photo)).toBe(1)
  const letter = await client.sendLetter({ ...LETTER, photos: [1] })
  expect((await client.letters()).letters.map((row) => row.number)).toEqual([letter.number])
  expect((await client.letter(letter.number)).words).toBe('不亮')
  expect((await client.addWords(letter.number, 'w1', '再说一句')).timeline).toHaveLength(2)
  expect((await client.rate(letter.number, 'r1', { solved: true, satisfied: 'yes', words: '', evaluations: [] })).rating).toMatchObject({ solved: true })
  await client.reopen(letter.number, '又坏了')
  expect((await client.withdraw(letter.number, '好了')).stage).toBe('withdrawn')
  expect(await client.receptionSessions()).toHaveLength(1)
  const booking = await client.book({ request_id: 'b1', session: 7, topic: '路', people: 2, name: '测试甲', phone: '19900000001' })
  expect(await client.bookings()).toHaveLength(1)
  await client.cancelBooking(booking.id)
  expect(town.requests).toEqual([
    `GET /api/mailbox/${TOWN}`,
    `GET /api/mailbox/${TOWN}/council-notices`,
    `POST /api/mailbox/${TOWN}/session`,
    `POST /api/mailbox/${TOWN}/photos`,
    `POST /api/mailbox/${TOWN}/letters`,
    `GET /api/mailbox/${TOWN}/letters`,
    `GET /api/mailbox/${TOWN}/letters/${letter.number}`,
    `POST /api/mailbox/${TOWN}/letters/${letter.number}/words`,
    `POST /api/mailbox/${TOWN}/letters/${letter.number}/rating`,
    `POST /api/mailbox/${TOWN}/letters/${letter.number}/reopening`,
    `POST /api/mailbox/${TOWN}/letters/${letter.number}/withdrawal`,
    `GET /api/reception/${TOWN}/sessions`,
    `POST /api/reception/${TOWN}/bookings`,
    `GET /api/reception/${TOWN}/bookings`,
    `DELETE /api/reception/${TOWN}/bookings/${String(booking.id)}`,
  ])
})

test('reading is tried three times with growing pauses, then said to be out of reach', async () => {
  let cuts = 2
  town.cut = () => (cuts-- > 0 ? 'before' : null)
  expect((await client.card()).types).toHaveLength(6)
  expect(pauses).toEqual([400, 1200])
  town.cut = () => 'before'
  expect(await failureOf(client.card())).toMatchObject({ kind: 'unreached' })
})

test('a busy server is asked again and then named busy', async () => {
  town.plan(/GET/, 503)
  await client.card()
  for (let asked = 0; asked < 3; asked += 1) town.plan(/GET/, 502, 'bad gateway')
  expect(await failureOf(client.card())).toEqual({ kind: 'busy', status: 502, says: '' })
})

test('a letter whose answer was lost is repeated under the same request_id and is one letter', async () => {
  await client.letters()
  let cuts = 2
  town.cut = () => (cuts-- > 0 ? 'after' : null)
  await client.sendLetter(LETTER)
  expect(town.counted(/POST .*\/letters$/)).toBe(3)
  expect(town.letters).toHaveLength(1)
})

test('a withdrawal, a reopening and a photo are not repeated', async () => {
  const { number } = await client.sendLetter(LETTER)
  town.cut = (method) => (method === 'POST' ? 'after' : null)
  expect((await failureOf(client.withdraw(number, '好了'))).kind).toBe('unreached')
  expect((await failureOf(client.reopen(number, '又坏了'))).kind).toBe('unreached')
  expect((await failureOf(client.uploadPhoto(__filename))).kind).toBe('unreached')
  expect(pauses).toEqual([])
})

test('a refusal carries the sentence of the server and is not repeated', async () => {
  await client.letters()
  town.plan(/POST/, 422, { error: 'title', says: '请写题目。' })
  expect(await failureOf(client.sendLetter(LETTER))).toEqual({ kind: 'refused', status: 422, says: '请写题目。' })
  town.plan(/GET/, 404, '<html>')
  expect(await failureOf(client.letter('x/y'))).toEqual({ kind: 'refused', status: 404, says: '' })
})

test('one log-in serves many calls at once and is kept until shortly before its end', async () => {
  await Promise.all([client.letters(), client.letters(), client.bookings()])
  expect(town.codes).toEqual(['code-1'])
  now = Date.UTC(2036, 0, 1) - 59_000
  await client.letters()
  expect(town.codes).toEqual(['code-1', 'code-2'])
})

test('a token that the server forgot is renewed once, however many calls meet it', async () => {
  await client.letters()
  town.forgetTokens()
  await Promise.all([client.letters(), client.letters(), client.letters()])
  expect(town.codes).toHaveLength(2)
})

test('a second 401 is the answer', async () => {
  await client.letters()
  town.plan(/GET/, 401)
  town.plan(/GET/, 401)
  expect(await failureOf(client.letters())).toMatchObject({ kind: 'refused', status: 401 })
  expect(town.codes).toHaveLength(2)
})

test('a log-in whose answer was lost takes a fresh code', async () => {
  let cuts = 1
  town.cut = (_, url) => (url.endsWith('/session') && cuts-- > 0 ? 'after' : null)
  await client.letters()
  expect(town.codes).toEqual(['code-1', 'code-2'])
})

test('the card seen last serves without network, and without any card the failure is told', async () => {
  const keeper = new CardKeeper(() => client.card(), store)
  town.cut = () => 'before'
  expect((await failureOf(keeper.load())).kind).toBe('unreached')
  town.cut = () => null
  await keeper.load()
  town.cut = () => 'before'
  expect((await keeper.load()).town.code).toBe(TOWN)
})
