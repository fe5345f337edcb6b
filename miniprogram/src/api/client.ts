import { type Answer, type Ask, bodyOf, Failure, patiently, type Sleep, type Transport } from './http'
import type { Session } from './session'
import type {
  Booking,
  Letter,
  LetterPage,
  NewBooking,
  NewLetter,
  Notice,
  Rating,
  ReceptionSession,
  TownCard,
} from './types'

/**
 * One function per endpoint. Repeated after silence are only reading, cancelling, and what carries a request_id;
 * a photo, a withdrawal and a reopening are tried once. All throw Failure.
 */
export class MailboxClient {
  constructor(
    private readonly transport: Transport,
    private readonly session: Session,
    private readonly town: string,
    private readonly sleep: Sleep,
  ) {}

  async card(): Promise<TownCard> {
    return bodyOf(await this.open({ method: 'GET', path: this.mailbox('') }))
  }

  async notices(): Promise<Notice[]> {
    return bodyOf<{ notices: Notice[] }>(await this.open({ method: 'GET', path: this.mailbox('/council-notices') })).notices
  }

  async uploadPhoto(file: string): Promise<number> {
    const answer = await this.withToken((token) => this.transport.upload(this.mailbox('/photos'), file, token))
    return bodyOf<{ id: number }>(answer).id
  }

  async sendLetter(letter: NewLetter): Promise<Letter> {
    return bodyOf(await this.repeated({ method: 'POST', path: this.mailbox('/letters'), body: letter }))
  }

  async letters(before: string | null = null): Promise<LetterPage> {
    const query = before === null ? '' : `?before=${encodeURIComponent(before)}`
    return bodyOf(await this.repeated({ method: 'GET', path: this.mailbox(`/letters${query}`) }))
  }

  async letter(number: string): Promise<Letter> {
    return bodyOf(await this.repeated({ method: 'GET', path: this.one(number, '') }))
  }

  async addWords(number: string, request_id: string, words: string): Promise<Letter> {
    return bodyOf(await this.repeated({ method: 'POST', path: this.one(number, '/words'), body: { request_id, words } }))
  }

  async rate(number: string, request_id: string, rating: Rating): Promise<Letter> {
    return bodyOf(await this.repeated({ method: 'POST', path: this.one(number, '/rating'), body: { request_id, ...rating } }))
  }

  async withdraw(number: string, reason: string): Promise<Letter> {
    return bodyOf(await this.once({ method: 'POST', path: this.one(number, '/withdrawal'), body: { reason } }))
  }

  async reopen(number: string, reason: string): Promise<Letter> {
    return bodyOf(await this.once({ method: 'POST', path: this.one(number, '/reopening'), body: { reason } }))
  }

  async receptionSessions(): Promise<ReceptionSession[]> {
    return bodyOf<{ sessions: ReceptionSession[] }>(await this.open({ method: 'GET', path: this.reception('/sessions') })).sessions
  }

  async book(booking: NewBooking): Promise<Booking> {
    return bodyOf(await this.repeated({ method: 'POST', path: this.reception('/bookings'), body: booking }))
  }

  async bookings(): Promise<Booking[]> {
    return bodyOf<{ bookings: Booking[] }>(await this.repeated({ method: 'GET', path: this.reception('/bookings') })).bookings
  }

  async cancelBooking(id: number): Promise<void> {
    bodyOf(await this.repeated({ method: 'DELETE', path: this.reception(`/bookings/${String(id)}`) }))
  }

  private mailbox(rest: string): string {
    return `/api/mailbox/${this.town}${rest}`
  }

  private one(number: string, rest: string): string {
    return this.mailbox(`/letters/${encodeURIComponent(number)}${rest}`)
  }

  private reception(rest: string): string {
    return `/api/reception/${this.town}${rest}`
  }

  private open(ask: Ask): Promise<Answer> {
    return patiently(() => this.transport.send(ask), this.sleep)
  }

  private repeated(ask: Ask): Promise<Answer> {
    return this.withToken((token) => patiently(() => this.transport.send({ ...ask, token }), this.sleep))
  }

  private once(ask: Ask): Promise<Answer> {
    return this.withToken((token) => this.transport.send({ ...ask, token }))
  }

  /** A token that the server no longer knows is renewed once; a second 401 is its answer. */
  private async withToken(call: (token: string) => Promise<Answer>): Promise<Answer> {
    const token = await this.session.token()
    const answer = await call(token)
    if (answer.status !== 401) return answer
    const again = await call(await this.session.renew(token))
    if (again.status === 401) throw new Failure('refused', 401, 'not_logged_in')
    return again
  }
}
