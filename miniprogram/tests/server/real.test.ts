import { MailboxClient } from '../../src/api/client'
import { Session } from '../../src/api/session'
import type { NewLetter } from '../../src/api/types'
import { MemoryStore } from '../support/memory'
import { nodeTransport } from '../support/node-transport'
import { over } from '../support/wire'

/** Run by the server's own tests: XIANGYUE_SERVER is a town's real server, beside it a server that speaks as WeChat does. */
const told = process.env
const server = told.XIANGYUE_SERVER ?? ''
const codes = (told.XIANGYUE_CODES ?? '').split(',')
const TOWN = told.XIANGYUE_TOWN ?? ''

const letter: NewLetter = {
  request_id: '0c5d3f6e-2c4b-4f0e-9f61-1d6a5f2b7a10', type: 'help', title: '孔兴路减速带太响', words: '夜里大车一过就响，睡不着觉。', name: '林小草', phone: '19900001234',
  village: 'dayang', lon: 116.8062, lat: 39.7013, coordinates: 'gcj02', photos: [],
}

function client() {
  const session = new Session({ transport: nodeTransport(server), store: new MemoryStore(), town: TOWN, login: () => Promise.resolve(codes.shift() ?? ''), now: () => Number(told.XIANGYUE_NOW) })
  return new MailboxClient(nodeTransport(server), session, TOWN, () => Promise.resolve())
}

test('the client and the town understand one another', async () => {
  const mine = client()
  const card = await mine.card()
  expect(card.villages.length).toBeGreaterThan(0)
  expect(card.types.map((type) => type.key)).toContain('help')
  const photo = await mine.uploadPhoto(told.XIANGYUE_PHOTO ?? '')
  const sent = await mine.sendLetter({ ...letter, photos: [photo] })
  expect(sent.query_code).toMatch(/^\d{10}$/)
  expect(sent.stages).toHaveLength(9)
  expect(sent.stage).toBe('received')
  expect((await mine.sendLetter({ ...letter, photos: [photo] })).number).toBe(sent.number)
  expect((await mine.letters()).letters.map((row) => row.number)).toEqual([sent.number])
  const more = await mine.addWords(sent.number, '5f0f5c0a-0d7e-4a43-8a77-3f6b62e0a4b1', '门口第二户')
  expect(more.timeline.some((line) => line.says.includes('门口第二户'))).toBe(true)
  const image = await over(server + (sent.photos[0] ?? '').replace(server, ''), 'GET', {}, Buffer.from(''))
  expect(image.statusCode).toBe(200)
  const [day] = await mine.receptionSessions()
  if (!day) throw new Error('no reception day')
  const booking = await mine.book({ request_id: '9a3b1c52-7f4e-4d07-8b1d-6c2e5f7a8b90', session: day.id, topic: '当面说减速带的事', people: 2, name: '林小草', phone: '19900001234' })
  expect((await mine.bookings()).map((one) => one.id)).toEqual([booking.id])
  await mine.cancelBooking(booking.id)
  expect((await mine.withdraw(sent.number, '已经好了')).stage).toBe('withdrawn')

  const stranger = client()
  await expect(stranger.letter(sent.number)).rejects.toMatchObject({ kind: 'refused' })
  expect((await stranger.letters()).letters).toEqual([])
})
