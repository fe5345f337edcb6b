import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Booking, Letter, NewBooking, NewLetter, Notice, Rating, ReceptionSession, TownCard } from '../../src/api/types'

export const TOWN = '110112117000'
export const NOW = Date.UTC(2026, 6, 27, 4, 0) // noon in Beijing, a Monday

const STAGES: [string, string, string][] = [
  ['received', '收到', 'Received'],
  ['screened', '已筛阅', 'Screened'],
  ['instructed', '书记已批示', 'Instructed'],
  ['assigned', '已交办', 'Assigned'],
  ['handled', '已办理', 'Handled'],
  ['reviewed', '书记已审阅', 'Reviewed'],
  ['answered', '已回复', 'Answered'],
  ['rated', '已评价', 'Rated'],
  ['closed', '已办结', 'Closed'],
]

/** What becomes of one request on the line: cut before the server has read it, or after it has acted. */
export type Cut = 'before' | 'after' | null

interface Reply {
  status: number
  body?: unknown
}

/** A small real HTTP server that keeps the contract of the public JSON API, with a line that can be cut. */
export class Town {
  readonly server = http.createServer((request, response) => { void this.take(request, response) })
  readonly letters: Letter[] = []
  readonly sent = new Map<string, NewLetter>()
  readonly photos: Buffer[] = []
  readonly requests: string[] = []
  readonly bookings: Booking[] = []
  readonly codes: string[] = []
  notices: Notice[] = []
  sessions: ReceptionSession[] = []
  cut: (method: string, path: string) => Cut = () => null
  private readonly byRequest = new Map<string, unknown>()
  private readonly planned: { path: RegExp; reply: Reply }[] = []
  private tokens = new Set<string>()

  card: TownCard = {
    town: { code: TOWN, name: '永乐店镇' },
    types: [
      { key: 'consult', zh: '咨询', en: 'Question' },
      { key: 'help', zh: '求助', en: 'Help' },
      { key: 'complaint', zh: '投诉', en: 'Complaint' },
      { key: 'report', zh: '举报', en: 'Report' },
      { key: 'suggestion', zh: '建议', en: 'Suggestion' },
      { key: 'praise', zh: '表扬', en: 'Praise' },
    ],
    villages: [{ code: '110112117201', name: '永乐店一村' }, { code: '110112117204', name: '大羊村' }],
    evaluators: [{ key: 'sender', name: '来信人评' }, { key: 'secretary', name: '书记评' }],
    privacy: '姓名和电话加密保存。',
    limits: { title: 200, words: 5000, photos: 6 },
    templates: ['tmpl-received', 'tmpl-answered'],
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  /** The next request whose "METHOD path" matches gets this instead. */
  plan(path: RegExp, status: number, body?: unknown): void {
    this.planned.push({ path, reply: { status, body } })
  }

  forgetTokens(): void {
    this.tokens = new Set()
  }

  counted(path: RegExp): number {
    return this.requests.filter((line) => path.test(line)).length
  }

  addLetter(change: Partial<Letter> = {}): Letter {
    const letter = this.letterOf({ request_id: randomUUID(), title: '村口路灯不亮', words: '晚上看不见路。', type: 'help' })
    Object.assign(letter, change)
    return letter
  }

  reach(letter: Letter, stage: string): void {
    for (const one of letter.stages) {
      one.at ??= '2026-07-27T10:00:00+08:00'
      if (one.key === stage) break
    }
    const found = STAGES.find(([key]) => key === stage)
    if (found) [letter.stage, letter.stage_zh, letter.stage_en] = found
  }

  private async take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = '', url = '' } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const line = `${method} ${url}`
    const cut = this.cut(method, url)
    if (cut === 'before') return void request.socket.destroy()
    this.requests.push(line)
    const { status, body } = this.answer(line, request, Buffer.concat(chunks))
    if (cut === 'after') return void request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }

  private answer(line: string, request: http.IncomingMessage, raw: Buffer): Reply {
    const at = this.planned.findIndex(({ path }) => path.test(line))
    const planned = at >= 0 ? this.planned.splice(at, 1)[0] : undefined
    if (planned) return planned.reply
    const [method = '', url = ''] = line.split(' ')
    const { pathname, searchParams } = new URL(url, 'http://town')
    const route = `${method} ${pathname.replace(`/${TOWN}`, '')}`
    if (route === 'GET /api/mailbox') return { status: 200, body: this.card }
    if (route === 'GET /api/mailbox/council-notices') return { status: 200, body: { notices: this.notices } }
    if (route === 'GET /api/reception/sessions') return { status: 200, body: { sessions: this.sessions } }
    if (route === 'POST /api/mailbox/session') return this.openSession(raw)
    if (!this.tokens.has(request.headers.authorization ?? '')) return refuse(401, 'not_logged_in', '请重新登录。')
    if (route === 'POST /api/mailbox/photos') return this.takePhoto(request, raw)
    if (route === 'GET /api/mailbox/letters') return this.page(searchParams.get('before'))
    const body = (raw.length ? JSON.parse(raw.toString('utf8')) : {}) as Record<string, unknown>
    if (route === 'POST /api/mailbox/letters') return this.takeLetter(body as unknown as NewLetter)
    if (route === 'GET /api/reception/bookings') return { status: 200, body: { bookings: this.bookings } }
    if (route === 'POST /api/reception/bookings') return this.takeBooking(body as unknown as NewBooking)
    if (route.startsWith('DELETE /api/reception/bookings/')) return this.cancelBooking(Number(route.split('/').pop()))
    return this.onLetter(route, body)
  }

  private openSession(raw: Buffer): Reply {
    const { code } = JSON.parse(raw.toString()) as { code: string }
    if (this.codes.includes(code)) return refuse(400, 'code_used', '登录码已用过。')
    this.codes.push(code)
    const token = randomUUID()
    this.tokens.add(`Bearer ${token}`)
    return { status: 201, body: { token, expires_at: '2036-01-01T00:00:00Z' } }
  }

  private takePhoto(request: http.IncomingMessage, raw: Buffer): Reply {
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1]
    if (!boundary || !raw.includes('name="photo"')) return refuse(422, 'photo', '照片没有收到。')
    const start = raw.indexOf('\r\n\r\n') + 4
    this.photos.push(raw.subarray(start, raw.lastIndexOf(`\r\n--${boundary}`)))
    return { status: 201, body: { id: this.photos.length } }
  }

  private takeLetter(body: NewLetter): Reply {
    const known = this.byRequest.get(body.request_id)
    if (known) return { status: 200, body: known }
    const letter = this.letterOf(body)
    this.sent.set(body.request_id, body)
    letter.photos = body.photos.map((id) => `/media/${String(id)}.jpg`)
    this.byRequest.set(body.request_id, letter)
    return { status: 201, body: letter }
  }

  private letterOf(body: Pick<NewLetter, 'request_id' | 'title' | 'words' | 'type'>): Letter {
    const letter: Letter = {
      number: `XJ202607-${String(this.letters.length + 1).padStart(4, '0')}`,
      query_code: String(1000000000 + this.letters.length),
      title: body.title,
      words: body.words,
      type: body.type,
      received_at: '2026-07-27T09:30:00+08:00',
      due_at: '2026-07-30T12:00:00+08:00',
      stage: 'screened',
      stage_zh: '已筛阅',
      stage_en: 'Screened',
      stages: STAGES.map(([key, zh, en], index) => ({ key, zh, en, at: index ? null : '2026-07-27T09:30:00+08:00' })),
      who_answers_now: '市民诉求处置中心',
      timeline: [{ at: '2026-07-27T09:30:00+08:00', who: '来信人', says: '寄来一封信' }],
      photos: [],
      looks: [],
      answer: null,
      rating: null,
      may: { add: true, withdraw: true, rate: false, reopen: false, reopen_until: null },
    }
    this.letters.push(letter)
    return letter
  }

  private page(before: string | null): Reply {
    const newest = [...this.letters].reverse()
    const start = before === null ? 0 : newest.findIndex((letter) => letter.number === before) + 1
    const letters = newest.slice(start, start + 20)
    return { status: 200, body: { letters, next: start + 20 < newest.length ? letters[letters.length - 1]?.number : null } }
  }

  private onLetter(route: string, body: Record<string, unknown>): Reply {
    const [, method, number, deed = ''] = /^(\w+) \/api\/mailbox\/letters\/([^/]+)(?:\/(\w+))?$/.exec(route) ?? []
    const letter = this.letters.find((one) => one.number === number)
    if (!letter) return refuse(404, 'not_found', '没有这封信。')
    if (method === 'GET') return { status: 200, body: letter }
    const id = body['request_id']
    if (typeof id === 'string' && this.byRequest.has(id)) return { status: 200, body: letter }
    if (typeof id === 'string') this.byRequest.set(id, true)
    if (deed === 'words') letter.timeline.push({ at: '2026-07-27T11:00:00+08:00', who: '来信人', says: String(body['words']) })
    if (deed === 'rating') {
      letter.rating = body as unknown as Rating
      letter.may.rate = false
    }
    if (deed === 'withdrawal') {
      letter.may = { add: false, withdraw: false, rate: false, reopen: false, reopen_until: null }
      Object.assign(letter, { stage: 'withdrawn', stage_zh: '已撤回', stage_en: 'Withdrawn', due_at: null })
      letter.stages[8] = { key: 'withdrawn', zh: '已撤回', en: 'Withdrawn', at: '2026-07-27T11:00:00+08:00' }
    }
    if (deed === 'reopening') letter.may.reopen = false
    return { status: 201, body: letter }
  }

  private takeBooking(body: NewBooking): Reply {
    const known = this.byRequest.get(body.request_id)
    if (known) return { status: 200, body: known }
    const session = this.sessions.find((one) => one.id === body.session)
    if (!session || session.free < 1) return refuse(409, 'full', '这一天已经约满了，请换一天。')
    session.free -= 1
    const booking: Booking = { id: this.bookings.length + 1, session, topic: body.topic, people: body.people, queue_number: this.bookings.length + 1, state: 'booked', state_zh: '已约' }
    this.bookings.push(booking)
    this.byRequest.set(body.request_id, booking)
    return { status: 201, body: booking }
  }

  private cancelBooking(id: number): Reply {
    const booking = this.bookings.find((one) => one.id === id)
    if (!booking) return refuse(404, 'not_found', '没有这个预约。')
    Object.assign(booking, { state: 'cancelled', state_zh: '已取消' })
    return { status: 204 }
  }
}

function refuse(status: number, error: string, says: string): Reply {
  return { status, body: { error, says } }
}
