import { NOW } from '../support/town'
import { settle, until, Walk } from '../support/pages'

let walk: Walk

beforeEach(async () => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW)
  walk = new Walk()
  await walk.begin()
})

afterEach(() => walk.end())

async function fillIn(): Promise<void> {
  await walk.tap('.type-help')
  await walk.type('.title', '村口路灯不亮')
  await walk.type('.words', '晚上八点以后看不见路，老人摔倒过。')
  await walk.type('.name', '测试甲')
  await walk.type('.phone', '199-0000-0001')
}

test('a letter with village, place and photos is written and sent, and the sender sees its number and the nine stages', async () => {
  await walk.visit('write')
  await fillIn()
  await walk.pick('.village', 2)
  await walk.tap('.here')
  await walk.tap('.photo-add')
  await until(() => walk.text.includes('照片（2 / 6）'))
  await walk.tap('.send')
  await until(() => walk.phone.went.length > 0)

  const [letter] = [...walk.town.sent.values()]
  expect(letter).toMatchObject({
    type: 'help',
    title: '村口路灯不亮',
    village: '110112117204',
    phone: '19900000001',
    coordinates: 'gcj02',
    lon: 116.797351,
    lat: 39.706046,
    photos: [1, 2],
  })
  expect(walk.town.photos[0]?.toString()).toBe('picture chosen-0.jpg')
  expect(walk.phone.went).toEqual(['redirect /pages/letter/letter?number=XJ202607-0001&fresh=1'])
  expect([...walk.phone.storage.keys()].filter((key) => key.startsWith('letter:'))).toEqual([])

  await walk.visit('letter', { number: 'XJ202607-0001', fresh: '1' })
  expect(walk.text).toContain('信已寄到')
  expect(walk.text).toContain('收到')
  expect(walk.text).toContain('已办结')
})

test('what is left empty is said beside its field and nothing is sent', async () => {
  await walk.visit('write')
  await walk.type('.title', '路灯')
  await walk.type('.phone', '12')
  await walk.tap('.send')
  expect(walk.text).toContain('请选这封信是哪一种')
  expect(walk.text).toContain('请写几句')
  expect(walk.text).toContain('电话号码不对')
  expect(walk.text).toContain('还有 4 处没填好')
  expect(walk.town.sent.size).toBe(0)
})

test('a draft half written is there again after the app was closed, contact details encrypted', async () => {
  await walk.visit('write')
  await walk.type('.title', '路灯')
  await walk.tap('.type-help')
  walk.launch()
  await walk.visit('write')
  expect(walk.text).toContain('这是您上次没有写完的信')
  expect(walk.front.instance.data).toMatchObject({ title: '路灯', type: 'help' })
  const kept = [...walk.phone.storage.entries()].filter(([key]) => key.startsWith('letter:'))
  expect(kept.map(([, { encrypt }]) => encrypt)).toEqual([true])

  await walk.tap('.another')
  expect(walk.front.instance.data).toMatchObject({ title: '', type: '' })
})

test('without network the letter waits and goes out once when the network is back', async () => {
  await walk.visit('write')
  await fillIn()
  walk.phone.online = false
  await walk.tapTwice('.send')
  await until(() => walk.phone.went.length > 0)
  expect(walk.phone.went).toEqual(['redirect /pages/box/box?waiting=1'])

  await walk.visit('box', { waiting: '1' })
  expect(walk.text).toContain('信已放进“待发送”')
  expect(walk.text).toContain('村口路灯不亮')
  walk.phone.networkBack()
  await until(() => walk.has('.empty'))
  expect(walk.town.letters).toHaveLength(1)
})

test('when the answer is lost the letter is sent again at the next launch and is still one letter', async () => {
  await walk.visit('write')
  await fillIn()
  walk.town.cut = (method, path) => (method === 'POST' && path.endsWith('/letters') ? 'after' : null)
  await walk.tap('.send')
  await until(() => walk.phone.went.length > 0)
  await walk.visit('box')
  expect(walk.text).toContain('还不知道有没有送到')
  expect(walk.has('.edit')).toBe(false)

  walk.town.cut = () => null
  walk.launch()
  await until(() => ![...walk.phone.storage.keys()].some((key) => key.startsWith('letter:')))
  expect(walk.town.letters).toHaveLength(1)
})

test('what the server refuses is shown in its own words and the letter can be mended', async () => {
  await walk.visit('write')
  await fillIn()
  walk.town.plan(/POST .*\/letters$/, 422, { error: 'title', says: '题目里请不要写电话号码。' })
  await walk.tap('.send')
  await until(() => walk.text.includes('题目里请不要写电话号码。'))
  await walk.type('.title', '路灯坏了')
  await walk.tap('.send')
  await until(() => walk.phone.went.length > 0)
  expect(walk.town.letters.map((letter) => letter.title)).toEqual(['路灯坏了'])
})

test('a position that is not allowed is said plainly and the letter can go without', async () => {
  await walk.visit('write')
  walk.phone.position = null
  await walk.tap('.here')
  expect(walk.text).toContain('没有取到位置')
  expect(walk.has('.settings')).toBe(true)
})

test('the privacy guide is shown before the first position and refusing it takes none', async () => {
  walk.phone.privacyOpen = true
  await walk.visit('write')
  await walk.tap('.here')
  const gate = walk.find('.privacy-gate')
  expect(walk.text).toContain('先请您看一下隐私说明')
  gate.querySelector('.gate-refuse')?.dispatchEvent('tap')
  await until(() => walk.text.includes('没有取到位置'))

  await walk.tap('.here')
  gate.querySelector('.gate-agree')?.dispatchEvent('agreeprivacyauthorization')
  await until(() => walk.text.includes('已标出'))
  await walk.tap('.spot-clear')
  expect(walk.text).not.toContain('已标出')
})

test('a photo lost from the phone is named instead of waiting for ever', async () => {
  await walk.visit('write')
  await fillIn()
  await walk.tap('.photo-add')
  await until(() => walk.text.includes('照片（2 / 6）'))
  await walk.tap('.photo-remove-0')
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs')
  for (const name of fs.readdirSync(walk.phone.folder)) fs.rmSync(`${walk.phone.folder}/${name}`)
  await walk.tap('.send')
  await until(() => walk.text.includes('有一张照片在手机里找不到了'))
})

test('a draft can be deleted after being asked', async () => {
  await walk.visit('write')
  await walk.type('.title', '路灯')
  await walk.visit('box')
  await walk.tap('.delete')
  expect(walk.text).toContain('删掉就找不回来了')
  await walk.tap('.delete-no')
  await walk.tap('.delete')
  await walk.tap('.delete-yes')
  await until(() => walk.has('.empty'))
  expect(walk.text).toContain('没有草稿')
  await settle()
})
