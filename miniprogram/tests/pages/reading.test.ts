import { NOW } from '../support/town'
import { until, Walk } from '../support/pages'

let walk: Walk

beforeEach(async () => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW)
  walk = new Walk()
  await walk.begin()
})

afterEach(() => walk.end())

test('who has no letter yet is told what to do and led to writing', async () => {
  await walk.visit('letters')
  await until(() => walk.has('.empty'))
  expect(walk.text).toContain('您还没有寄过信')
  await walk.tap('.empty-write')
  expect(walk.phone.went).toEqual(['to /pages/write/write'])
})

test('letters come in pages of the server, newest first, and a pull brings the newest again', async () => {
  for (let made = 1; made <= 25; made += 1) walk.town.addLetter({ title: `第 ${String(made)} 封` })
  await walk.visit('letters')
  await until(() => walk.has('.letter-19'))
  expect(walk.text).toContain('第 25 封')
  expect(walk.text).not.toContain('第 5 封')
  await walk.tap('.more')
  await until(() => walk.text.includes('第 1 封'))
  expect(walk.front.querySelectorAll('.letter')).toHaveLength(25)

  walk.town.addLetter({ title: '刚寄的' })
  await walk.front.instance['onPullDownRefresh']?.()
  await until(() => walk.text.includes('刚寄的'))
  expect(walk.front.querySelectorAll('.letter')).toHaveLength(20)
  await walk.tap('.letter-0')
  expect(walk.phone.went).toEqual(['to /pages/letter/letter?number=XJ202607-0026'])
})

test('when the line is dead the page says so in plain Chinese and a tap tries again', async () => {
  walk.town.addLetter()
  walk.phone.online = false
  await walk.visit('letters')
  await until(() => walk.text.includes('没有连上。请看看手机有没有网，然后再试一次。'))
  walk.phone.online = true
  await walk.tap('.load-trouble', '.trouble-again')
  await until(() => walk.text.includes('村口路灯不亮'))
  expect(walk.text).not.toContain('没有连上')
})

test('a letter shows its clock, who answers now, the stages, its photos and who looked at the contact', async () => {
  const letter = walk.town.addLetter({
    photos: ['/media/1.jpg'],
    looks: [{ at: '2026-07-27T10:20:00+08:00', who: '调度员', field: '电话', reason: '回电核实地点' }],
    due_at: '2026-07-27T10:00:00+08:00',
  })
  walk.town.reach(letter, 'instructed')
  await walk.visit('letter', { number: letter.number })
  await until(() => walk.has('.who'))
  expect(walk.text).toContain('市民诉求处置中心')
  expect(walk.text).toContain('应在 7月27日 10:00 以前答复，已经晚了 2 小时 0 分钟')
  expect(walk.text).toContain('7月27日 10:20 调度员 看了 电话')
  expect(walk.text).toContain('回电核实地点')
  const stages = walk.front.instance.data['steps'] as { key: string; status: string; aria: string }[]
  expect(stages.map((stage) => stage.status)).toEqual(['finish', 'finish', 'finish', 'process', 'default', 'default', 'default', 'default', 'default'])
  expect(stages[3]?.aria).toBe('已交办，正在进行')
  expect(walk.text).toContain('已交办正在进行')
  await walk.tap('.photo-image')
  expect(walk.phone.asked.previews).toEqual(['https://example.invalid/media/1.jpg'])
})

test('after sending, one tap asks WeChat for the reminder with the templates of the town', async () => {
  const letter = walk.town.addLetter()
  await walk.visit('letter', { number: letter.number, fresh: '1' })
  await until(() => walk.has('.notify'))
  await walk.tap('.notify')
  expect(walk.phone.asked.templates).toEqual([['tmpl-received', 'tmpl-answered']])
  expect(walk.text).toContain('有答复时微信会告诉您')
})

test('words are added once although the answer was lost, and cannot be changed in between', async () => {
  const letter = walk.town.addLetter()
  await walk.visit('letter', { number: letter.number })
  await until(() => walk.has('.open-words'))
  await walk.tap('.open-words')
  await walk.tap('.confirm')
  expect(walk.text).toContain('请写几句')
  await walk.type('.panel-words', '昨天晚上又有人摔了。')
  walk.town.cut = (method) => (method === 'POST' ? 'after' : null)
  await walk.tapTwice('.confirm')
  await until(() => walk.text.includes('还不知道有没有送到'))
  walk.town.cut = () => null
  await walk.tap('.confirm')
  await until(() => !walk.has('.panel'))
  expect(letter.timeline.filter((one) => one.says === '昨天晚上又有人摔了。')).toHaveLength(1)
  expect(walk.text).toContain('昨天晚上又有人摔了。')
})

test('withdrawing asks for the reason and a confirmation, and says no when tapped away', async () => {
  const letter = walk.town.addLetter()
  await walk.visit('letter', { number: letter.number })
  await until(() => walk.has('.open-withdraw'))
  await walk.tap('.open-withdraw')
  expect(walk.text).toContain('撤回以后就不再办理，确定吗？')
  await walk.tap('.cancel')
  expect(letter.stage).toBe('screened')
  await walk.tap('.open-withdraw')
  await walk.type('.panel-words', '已经修好了')
  await walk.tap('.confirm')
  await until(() => letter.stage === 'withdrawn')
  await until(() => !walk.has('.open-withdraw'))
  expect(walk.text).toContain('已撤回')
})

test('rating asks solved and satisfied apart, takes scores with comments, and is shown afterwards', async () => {
  const letter = walk.town.addLetter({ may: { add: false, withdraw: false, rate: true, reopen: true, reopen_until: '2026-08-10T18:00:00+08:00' } })
  await walk.visit('letter', { number: letter.number })
  await until(() => walk.has('.rate'))
  expect(walk.text).toContain('8月10日 18:00 以前可以要求重新办理')
  await walk.tap('.rate')
  expect(walk.phone.went).toEqual([`to /pages/rate/rate?number=${letter.number}`])

  await walk.visit('rate', { number: letter.number })
  await until(() => walk.has('.score-of-secretary'))
  await walk.tap('.send')
  expect(walk.text).toContain('请选解决了没有')
  await walk.tap('.solved-no')
  await walk.tap('.satisfied-mostly')
  await walk.tap('.score-of-secretary', '.score-4')
  await walk.type('.comment-of-sender', '等得久')
  await walk.tap('.send')
  expect(walk.text).toContain('写了原因的，请也打个分')
  await walk.tap('.score-of-sender', '.score-2')
  await walk.tap('.send')
  await until(() => walk.phone.went.includes('back'))
  expect(letter.rating).toMatchObject({
    solved: false,
    satisfied: 'mostly',
    evaluations: [{ key: 'secretary', score: 4, comment: '' }, { key: 'sender', score: 2, comment: '等得久' }],
  })

  await walk.visit('letter', { number: letter.number })
  await until(() => walk.text.includes('我的评价'))
  expect(walk.text).toContain('没有解决')
  expect(walk.text).toContain('来信人评 2 分 等得久')
  expect(walk.has('.rate')).toBe(false)
})

test('a letter said to be solved that is not can be opened again', async () => {
  const letter = walk.town.addLetter({ may: { add: false, withdraw: false, rate: false, reopen: true, reopen_until: null } })
  await walk.visit('letter', { number: letter.number })
  await until(() => walk.has('.open-reopen'))
  await walk.tap('.open-reopen')
  await walk.type('.panel-words', '灯还是不亮')
  await walk.tap('.confirm')
  await until(() => !letter.may.reopen)
  expect(walk.town.counted(/POST .*\/reopening$/)).toBe(1)
})

test('a withdrawal whose answer was lost is not repeated by itself', async () => {
  const letter = walk.town.addLetter()
  await walk.visit('letter', { number: letter.number })
  await until(() => walk.has('.open-withdraw'))
  await walk.tap('.open-withdraw')
  await walk.type('.panel-words', '已经修好了')
  walk.town.cut = (method) => (method === 'POST' ? 'after' : null)
  await walk.tap('.confirm')
  await until(() => walk.text.includes('没有连上'))
  expect(walk.town.counted(/POST .*\/withdrawal$/)).toBe(1)
})

test('a log-in that has run out is renewed without the reader noticing', async () => {
  const letter = walk.town.addLetter()
  await walk.visit('letters')
  await until(() => walk.has('.letter-0'))
  walk.town.forgetTokens()
  await walk.visit('letter', { number: letter.number })
  await until(() => walk.has('.who'))
  expect(walk.town.codes).toHaveLength(2)
})
