import { NOW } from '../support/town'
import { until, Walk } from '../support/pages'

let walk: Walk

beforeEach(async () => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW)
  walk = new Walk()
  await walk.begin()
  walk.town.sessions = [
    { id: 7, date: '2026-08-03', starts_at: '2026-08-03T09:00:00+08:00', ends_at: '2026-08-03T11:30:00+08:00', place: '镇政府一层接待室', leader: '镇党委书记', free: 1 },
    { id: 8, date: '2026-08-10', starts_at: '09:00', ends_at: '11:30', place: '镇政府一层接待室', leader: '镇党委书记', free: 0 },
  ]
})

afterEach(() => walk.end())

test('the home page leads to everything and counts what is not sent', async () => {
  await walk.visit('write')
  await walk.type('.title', '路灯')
  await walk.visit('home')
  await until(() => walk.text.includes('永乐店镇'))
  expect(walk.phone.title).toBe('党委书记微信信箱')
  expect(walk.text).toContain('还有 1 封没有寄出')
  for (const entry of ['.write', '.box', '.letters', '.reception', '.notices', '.privacy']) await walk.tap(entry)
  expect(walk.phone.went).toEqual(['write', 'box', 'letters', 'reception', 'notices', 'privacy'].map((page) => `to /pages/${page}/${page}`))
})

test('larger type and the other language are one tap away and are remembered', async () => {
  await walk.visit('home')
  await walk.tap('.size')
  await walk.tap('.lang')
  expect(walk.find('.page').dom?.className).toContain('large')
  expect(walk.text).toContain('Write a letter')
  walk.launch()
  await walk.visit('letters')
  await until(() => walk.has('.empty'))
  expect(walk.find('.page').dom?.className).toContain('large')
  expect(walk.text).toContain('You have not sent a letter yet')
  expect(walk.phone.title).toBe('My letters')
})

test('a phone set to English starts in English', async () => {
  walk.phone.language = 'en'
  walk.launch()
  await walk.visit('write')
  expect(walk.text).toContain('What happened')
  expect(walk.text).toContain('Suggestion')
})

test('without signal a letter can still be written with the kinds and villages seen last', async () => {
  await walk.visit('home')
  await until(() => walk.text.includes('永乐店镇'))
  walk.phone.online = false
  await walk.visit('write')
  await until(() => walk.has('.type-help'))
  expect(walk.front.instance.data['villageNames']).toEqual(['不说', '永乐店一村', '大羊村'])
})

test('a server in trouble is said in plain Chinese', async () => {
  for (let asked = 0; asked < 3; asked += 1) walk.town.plan(/GET \/api\/mailbox\/\d+$/, 503)
  await walk.visit('home')
  await until(() => walk.text.includes('服务器现在忙，请过一会儿再试。'))
})

test('a reception is booked once although the answer was lost, shows its number, and can be cancelled', async () => {
  await walk.visit('reception')
  await until(() => walk.has('.session-7'))
  expect(walk.text).toContain('8月3日 周一 09:00–11:30')
  expect(walk.text).toContain('还有 1 个名额')
  expect(walk.text).toContain('约满了')
  expect(walk.front.querySelectorAll('.book')).toHaveLength(1)
  await walk.tap('.book')
  expect(walk.phone.went).toEqual(['to /pages/book/book?session=7'])

  await walk.visit('book', { session: '7' })
  await until(() => walk.text.includes('8月3日'))
  await walk.tap('.send')
  expect(walk.text).toContain('请写想说什么事')
  await walk.type('.topic', '村路积水')
  await walk.tap('.people-3')
  await walk.type('.name', '测试乙')
  await walk.type('.phone', '199-0000-0002')
  walk.town.cut = (method) => (method === 'POST' ? 'after' : null)
  await walk.tap('.send')
  await until(() => walk.text.includes('还不知道有没有送到'))
  walk.town.cut = () => null
  await walk.tap('.send')
  await until(() => walk.phone.went.includes('back'))
  expect(walk.town.bookings).toHaveLength(1)
  expect(walk.town.bookings[0]).toMatchObject({ people: 3, topic: '村路积水' })

  await walk.visit('reception')
  await until(() => walk.has('.booking-1'))
  expect(walk.text).toContain('排第 1 号')
  await walk.tap('.cancel')
  await walk.tap('.cancel-no')
  await walk.tap('.cancel')
  await walk.tap('.cancel-yes')
  await until(() => walk.town.bookings[0]?.state === 'cancelled')
  await until(() => walk.text.includes('已取消'))
})

test('a day that filled up meanwhile is refused in the words of the server', async () => {
  await walk.visit('book', { session: '8' })
  await walk.type('.topic', '村路积水')
  await walk.type('.name', '测试乙')
  await walk.type('.phone', '199-0000-0002')
  await walk.tap('.send')
  await until(() => walk.text.includes('这一天已经约满了，请换一天。'))
  expect(walk.front.instance.data['unsure']).toBe(false)
})

test('no reception days: the page says what to do instead', async () => {
  walk.town.sessions = []
  await walk.visit('reception')
  await until(() => walk.has('.empty'))
  expect(walk.text).toContain('急事可以先写信')
})

test('council notices unfold one at a time, and their absence is explained', async () => {
  await walk.visit('notices')
  await until(() => walk.has('.empty'))
  expect(walk.text).toContain('还没有公示')
  walk.town.notices = [{ id: 3, title: '关于村路照明的决议', text: '同意装灯十二盏。', village: '大羊村', published_at: '2026-07-20T15:00:00+08:00' }]
  await walk.show()
  await until(() => walk.has('.notice-3'))
  expect(walk.text).not.toContain('同意装灯')
  await walk.tap('.fold-3')
  expect(walk.text).toContain('同意装灯十二盏。')
  expect(walk.text).toContain('大羊村 · 7月20日 15:00')
})

test('the privacy page shows the town text and leads to the guide of WeChat', async () => {
  await walk.visit('privacy')
  await until(() => walk.text.includes('姓名和电话加密保存。'))
  await walk.tap('.contract')
  expect(walk.phone.went).toEqual(['privacy contract'])
})
