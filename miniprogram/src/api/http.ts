export interface Ask {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  body?: object
  token?: string
}

export interface Answer {
  status: number
  body: unknown
}

/** The way to the server. Rejects with an `unreached` Failure when no answer came; any HTTP status is an answer. */
export interface Transport {
  send(ask: Ask): Promise<Answer>
  upload(path: string, file: string, token: string): Promise<Answer>
}

/**
 * `unreached`: no answer, the server may or may not have acted. `busy`: it answered that it cannot now (408, 425, 429, 5xx).
 * `refused`: it will not, and `says` tells the resident why in Chinese ('' when the server gave no sentence).
 */
export type FailureKind = 'unreached' | 'busy' | 'refused'

export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly status = 0,
    readonly code = '',
    readonly says = '',
  ) {
    super(`${kind} ${String(status)} ${code}`)
  }
}

/** By shape, not by instanceof: the developer tools may compile classes down, where subclasses of Error lose their kind. */
export function isFailure(error: unknown): error is Failure {
  return typeof error === 'object' && error !== null && 'kind' in error && 'says' in error
}

const BUSY = [408, 425, 429]
const PAUSES_MS = [400, 1200]

export type Sleep = (milliseconds: number) => Promise<void>

/** Asks again, twice at most, when nothing was heard or the server was busy. Only for calls that may be repeated. */
export async function patiently(ask: () => Promise<Answer>, sleep: Sleep): Promise<Answer> {
  for (const pause of PAUSES_MS) {
    try {
      const answer = await ask()
      if (!isBusy(answer.status)) return answer
    } catch (error) {
      if (!isFailure(error) || error.kind !== 'unreached') throw error
    }
    await sleep(pause)
  }
  return ask()
}

/** The body of a good answer; otherwise the Failure that it means. */
export function bodyOf<T>(answer: Answer): T {
  if (answer.status >= 200 && answer.status < 300) return answer.body as T
  if (isBusy(answer.status)) throw new Failure('busy', answer.status)
  const body = (typeof answer.body === 'object' && answer.body !== null ? answer.body : {}) as { error?: unknown; says?: unknown }
  throw new Failure('refused', answer.status, textOf(body.error), textOf(body.says))
}

function isBusy(status: number): boolean {
  return status >= 500 || BUSY.includes(status)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
