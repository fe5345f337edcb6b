import fs from 'node:fs'
import http from 'node:http'

/** One request over Node's http, answered in the form in which wx.request answers. Rejects when the line is cut. */
export function over(url: string, method: string, header: Record<string, string>, body: Buffer): Promise<{ statusCode: number; data: unknown }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: { ...header, 'content-length': String(body.length) }, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ statusCode: response.statusCode ?? 0, data: parsed(text) })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

export function multipart(path: string, name: string): { type: string; body: Buffer } {
  const boundary = 'xiangyue-tests-boundary'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="photo.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), fs.readFileSync(path), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
