import { Failure, type Transport } from '../../src/api/http'
import { multipart, over } from './wire'

/** The client's way to the server over Node's own http, for tests without a page. */
export function nodeTransport(server: string): Transport {
  const call = async (path: string, method: string, header: Record<string, string>, body: Buffer) => {
    try {
      const { statusCode, data } = await over(server + path, method, header, body)
      return { status: statusCode, body: data }
    } catch {
      throw new Failure('unreached')
    }
  }
  return {
    send: ({ path, method, body, token }) =>
      call(path, method, { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, Buffer.from(body ? JSON.stringify(body) : '')),
    upload: (path, file, token) => {
      const { type, body } = multipart(file, 'photo')
      return call(path, 'POST', { 'content-type': type, authorization: `Bearer ${token}` }, body)
    },
  }
}
